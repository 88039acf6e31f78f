package org.chama.api.desk;

import java.time.OffsetDateTime;
import java.util.List;
import org.chama.api.ledger.Line;

/**
 * The path of one batch (溯源, Article 40): where it came from, what was done to it and by which version of which plugin.
 *
 * @param releases what left the share zone and under which policies
 * @param drawn who has read exact records of the dataset since the batch was stored, newest first: lines {@code records-read}
 */
public record Trace(ArrivalView arrival, BatchView batch, List<Release> releases, List<Line> lines, List<Line> drawn) {

    public Trace {
        releases = List.copyOf(releases);
        lines = List.copyOf(lines);
        drawn = List.copyOf(drawn);
    }

    /**
     * One stage the batch went through after the store.
     *
     * @param stage {@code open}
     * @param policies {@code item=policy/version} for each item that was masked or dropped
     */
    public record Release(String stage, long position, int rows, List<String> policies, OffsetDateTime at) {

        public Release {
            policies = List.copyOf(policies);
        }
    }
}
