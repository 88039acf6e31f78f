package org.chama.benchmarks;

import org.chama.benchmarks.Report.Measure;

/** Who takes part in a workload: the platform, a floor or a peer. */
interface Contender {

    /** Word of the command line and of the report. */
    String name();

    /** One sentence: exactly what is measured. */
    String description();

    /**
     * Does the work once and asks the oracle.
     *
     * @param run counts from 0, the warm-up
     * @throws FailedRunException when the oracle fails
     */
    Measure run(Workload workload, int run) throws Exception;
}
