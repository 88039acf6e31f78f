package org.chama.desensitization;

import java.util.Arrays;
import org.chama.api.policy.Bytes;

/** The ends of every mask: a value that is not of the expected form is hidden whole, and none leaves as it came. */
final class Hidden {

    private static final int STARS = 3;

    private Hidden() {}

    /** Shows nothing, not even the length; an empty value has none in the copy. */
    static boolean whole(byte[] source, int offset, int length, Bytes into) {
        into.clear();
        if (length == 0) {
            return false;
        }
        into.fill('*', STARS);
        return changed(source, offset, length, into);
    }

    /** The mask's result: no value when what was written equals the source, as for a value that was hidden before. */
    static boolean changed(byte[] source, int offset, int length, Bytes into) {
        if (Arrays.equals(source, offset, offset + length, into.data(), 0, into.size())) {
            into.clear();
            return false;
        }
        return true;
    }

    static boolean digits(byte[] source, int from, int to) {
        for (int i = from; i < to; i++) {
            if (source[i] < '0' || source[i] > '9') {
                return false;
            }
        }
        return true;
    }

    static void noArguments(String policy, String arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("mask " + policy + " takes no arguments / 脱敏规则 " + policy + " 不带参数");
        }
    }
}
