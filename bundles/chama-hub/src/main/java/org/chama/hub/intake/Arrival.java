package org.chama.hub.intake;

import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.FileProfile;

/** The row of an arrival, as the intake works with it. */
record Arrival(
        long number,
        String dataset,
        int datasetNumber,
        int datasetVersion,
        String department,
        String connector,
        boolean file,
        String source,
        String name,
        long bytes,
        FileProfile profile,
        ArrivalState state,
        String node,
        Optional<String> claim,
        boolean decided,
        String digest,
        long records,
        long refused,
        int batches,
        Optional<Refusal> refusal) {}
