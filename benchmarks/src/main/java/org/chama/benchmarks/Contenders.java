package org.chama.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Who takes part in W1. */
final class Contenders {

    private static final String INSERTS =
            "plain Java (heap 1 GiB): FastCSV, typed values, prepared insert, executeBatch every 1,000 rows (the driver rewrites it to"
                    + " many rows a statement on PostgreSQL), commit every 5,000, on disk before the next; input: the rows that must"
                    + " be stored";
    private static final String AGGREGATE =
            "plain Java (heap 1 GiB), Camel 4.18 route: file (poll 50 ms) > streaming split over a CSV iterator > aggregate 1,000 >"
                    + " camel-sql batch in a Spring transaction, each on disk; parsing and storing overlap behind a bounded queue; no checks; from the rename of"
                    + " the file";
    private static final String RECORD =
            "the same route without aggregation: an exchange and a committed insert per record; at most 20,000 rows are measured and"
                    + " the rate is compared";

    private Contenders() {}

    static List<Contender> all(Node node, Ground ground, PeerJvm jvm, PeerLoad.Sampled sampled) {
        List<Contender> all = new ArrayList<>();
        all.add(new Platform(node, ground, false));
        all.add(new Platform(node, ground, true));
        if (ground instanceof PostgresGround) {
            all.add(new CopyFloor(ground));
        }
        all.add(new PeerLoad("inserts", INSERTS, jvm, ground, whole -> whole));
        all.add(new PeerLoad("camel-aggregate", AGGREGATE, jvm, ground, whole -> whole));
        all.add(new PeerLoad("camel-record", RECORD, jvm, ground, sampled));
        return all;
    }

    static String describe(List<Contender> contenders) {
        StringBuilder text = new StringBuilder();
        for (Contender contender : contenders) {
            text.append("- **")
                    .append(contender.name())
                    .append("**: ")
                    .append(contender.description())
                    .append(".\n");
        }
        return text.toString();
    }
}
