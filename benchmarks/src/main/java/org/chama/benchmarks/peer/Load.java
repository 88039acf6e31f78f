package org.chama.benchmarks.peer;

/** A way to bring a CSV file into a table. */
interface Load {

    /** @return nanoseconds from the first byte read to the last commit on disk; preparations do not count */
    long run(Target target) throws Exception;
}
