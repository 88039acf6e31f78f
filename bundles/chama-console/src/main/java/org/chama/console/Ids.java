package org.chama.console;

import org.chama.api.RefusedException;
import org.chama.api.batch.BatchId;

/** Ids and numbers as an operator types them. */
final class Ids {

    private static final int LONGEST = 18;

    private Ids() {}

    static BatchId batch(String text) {
        try {
            return BatchId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    "wrong-batch", "批次编号应为 到件:序号,如 12:3", "the id of a batch must be arrival:sequence, as 12:3");
        }
    }

    static long arrival(String text) {
        if (!digits(text)) {
            throw new RefusedException("wrong-number", "到件编号应为数字", "the number of an arrival must be digits");
        }
        return Long.parseLong(text);
    }

    static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
