/** JMH measures of what the hot loops are made of, through public classes only. */
package org.chama.benchmarks.micro;
