/** What others would write for the same work, in a plain Java with nothing of ours but the names of columns. */
package org.chama.benchmarks.peer;
