package org.chama.hub.release;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.MaskRule;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.chama.hub.policy.Guard;
import org.chama.hub.policy.Policies;
import org.chama.hub.policy.PolicyFault;

/**
 * Makes the open form of rows (Article 23): subject identifiers dropped, the items with a rule masked, the others as they are. Fails
 * closed: a mask that is absent, throws, hangs or gives a value back unchanged lets nothing out.
 */
final class Masking {

    /** The policy that must be installed before a subject identifier's dataset may be opened; it leaves no value. */
    static final String DROP = "drop";

    private final Policies policies;
    private final Guard guard;

    Masking(Policies policies, Guard guard) {
        this.policies = policies;
        this.guard = guard;
    }

    /**
     * Masked rows and what masked them.
     *
     * @param rows columns are the dataset's open items
     * @param policies {@code item=policy/version} for each item masked or dropped
     */
    record Masked(Rows rows, List<String> policies) {}

    private record Step(int column, Item item, MaskFunction mask, String version) {}

    Masked mask(Dataset dataset, Rows rows) throws PolicyFault, InterruptedException {
        List<Policies.Found<Mask>> found = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        Map<String, Policies.Found<Mask>> masks = policies.masks(dataset.items().stream()
                .map(item -> policy(dataset, item))
                .filter(name -> !name.isEmpty())
                .toList());
        for (Item item : dataset.items()) {
            String policy = policy(dataset, item);
            if (policy.isEmpty()) {
                found.add(null);
                continue;
            }
            Policies.Found<Mask> mask = masks.get(policy);
            if (mask == null) {
                throw new PolicyFault(
                        "mask-missing",
                        "脱敏策略 " + policy + " 未安装(信息项「" + item.title() + "」)",
                        "the mask " + policy + " of the item " + item.name() + " is not installed");
            }
            found.add(mask);
            versions.add(item.name() + "=" + mask.version());
        }
        Rows masked = guard.run(dataset.id() + versions, () -> apply(dataset, rows, found));
        return new Masked(masked, versions);
    }

    private static String policy(Dataset dataset, Item item) {
        return dataset.isSubject(item)
                ? DROP
                : item.mask().map(MaskRule::policy).orElse("");
    }

    private static Rows apply(Dataset dataset, Rows rows, List<Policies.Found<Mask>> found) throws PolicyFault {
        List<Step> steps = new ArrayList<>();
        for (int column = 0; column < found.size(); column++) {
            Item item = dataset.items().get(column);
            Policies.Found<Mask> mask = found.get(column);
            if (mask == null) {
                steps.add(new Step(column, item, null, ""));
            } else {
                String arguments = dataset.isSubject(item)
                        ? ""
                        : item.mask().map(MaskRule::arguments).orElse("");
                steps.add(new Step(column, item, mask.policy().compile(item, arguments), mask.version()));
            }
        }
        Step[] kept =
                steps.stream().filter(step -> !dataset.isSubject(step.item())).toArray(Step[]::new);
        Step[] dropped =
                steps.stream().filter(step -> dataset.isSubject(step.item())).toArray(Step[]::new);
        Rows.Builder out = new Rows.Builder(kept.length, rows.count(), rows.data().length);
        Bytes value = new Bytes();
        byte[] data = rows.data();
        for (int row = 0; row < rows.count(); row++) {
            out.row(rows.position(row), rows.line(row), rows.action(row));
            boolean delete = rows.action(row) == Action.DELETE;
            for (Step step : dropped) {
                int length = rows.length(row, step.column());
                value.clear();
                if (length >= 0 && step.mask().apply(data, rows.start(row, step.column()), length, value)) {
                    throw new PolicyFault(
                            "subject-kept",
                            "策略 " + step.version() + " 没有去除主体标识",
                            step.version() + " did not drop a subject identifier");
                }
            }
            for (Step step : kept) {
                int length = rows.length(row, step.column());
                int start = rows.start(row, step.column());
                if (length < 0 || delete) {
                    out.addNull();
                } else if (step.mask() == null) {
                    out.add(data, start, length);
                } else {
                    value.clear();
                    if (!step.mask().apply(data, start, length, value)) {
                        out.addNull();
                    } else {
                        refuseUnchanged(step, data, start, length, value);
                        out.add(value.data(), 0, value.size());
                    }
                }
            }
        }
        return out.build();
    }

    private static void refuseUnchanged(Step step, byte[] data, int start, int length, Bytes value) throws PolicyFault {
        if (length > 0 && Arrays.equals(data, start, start + length, value.data(), 0, value.size())) {
            throw new PolicyFault(
                    "mask-unchanged",
                    "策略 " + step.version() + " 未改变「" + step.item().title() + "」的值",
                    step.version() + " left a value of " + step.item().name() + " as it was");
        }
    }
}
