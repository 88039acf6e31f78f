/** A ledger that writes nothing: what the real one costs is measured against it. It exists here only. */
package org.chama.benchmarks.silent;
