package org.chama.hub.take;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.chama.api.Refusal;
import org.chama.api.batch.Batch;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.policy.Check;
import org.chama.api.policy.CheckFunction;
import org.chama.api.policy.Verdict;
import org.chama.hub.Quarantine;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.Policies;
import org.chama.hub.policy.PolicyFault;

/** Judges the content of a batch: first by the dataset's own declaration, then by the checks it names. Used by one thread. */
final class Checking {

    /** A named check is not installed: the batch waits. */
    static final class CheckMissing extends Exception {
        private static final long serialVersionUID = 1L;
        private final String name;

        CheckMissing(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    private final Policies policies;
    private final Guard guard;
    private ContentCheck content;

    Checking(Policies policies, Guard guard) {
        this.policies = policies;
        this.guard = guard;
    }

    Checked check(Batch batch, Dataset dataset) throws CheckMissing, PolicyFault, InterruptedException {
        if (content == null || content.dataset() != dataset) {
            content = new ContentCheck(dataset);
        }
        Rows rows = batch.rows();
        List<Quarantine.Entry> rejected = new ArrayList<>();
        BitSet out = content.check(rows, rejected);
        StringBuilder versions = new StringBuilder();
        for (String name : dataset.checks()) {
            Policies.Found<Check> found = policies.check(name).orElseThrow(() -> new CheckMissing(name));
            guard.run(dataset.id() + " " + found.version(), () -> {
                named(found.policy().compile(dataset), dataset, rows, out, rejected);
                return null;
            });
            versions.append(versions.isEmpty() ? "" : " ").append(found.version());
        }
        return new Checked(batch, dataset, out.isEmpty() ? rows : without(rows, out), rejected, versions.toString());
    }

    private static void named(
            CheckFunction check, Dataset dataset, Rows rows, BitSet out, List<Quarantine.Entry> rejected) {
        for (int row = 0; row < rows.count(); row++) {
            if (!out.get(row) && check.check(rows, row) instanceof Verdict.Reject reject) {
                out.set(row);
                int column = dataset.indexOf(reject.item());
                rejected.add(entry(rows, row, column, reject.item(), reject.refusal()));
            }
        }
    }

    static Quarantine.Entry entry(Rows rows, int row, int column, String item, Refusal refusal) {
        return new Quarantine.Entry(rows.position(row), rows.line(row), "check", item, refusal, raw(rows, row, column));
    }

    /** The value at fault, or the whole record joined by tabs when it is no single one. */
    static byte[] raw(Rows rows, int row, int column) {
        if (column >= 0) {
            return rows.text(row, column).getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < rows.columns(); i++) {
            whole.append(i == 0 ? "" : "\t").append(rows.text(row, i));
        }
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Rows without(Rows rows, BitSet out) {
        Rows.Builder kept = new Rows.Builder(rows.columns(), rows.count(), rows.data().length);
        for (int row = out.nextClearBit(0); row < rows.count(); row = out.nextClearBit(row + 1)) {
            kept.addRow(rows, row);
        }
        return kept.build();
    }
}
