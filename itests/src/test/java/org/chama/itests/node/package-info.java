/** What the tests hold on to: a node as an operator runs it, a database server, a broker outside, what legacy systems send. */
package org.chama.itests.node;
