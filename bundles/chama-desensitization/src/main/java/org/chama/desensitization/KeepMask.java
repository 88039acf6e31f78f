package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/**
 * The first and last characters, a star for each between: {@code keep:1,2} of {@code ABCDEF} is {@code A***EF}. Leaks what it keeps
 * and the length. A value with nothing between is hidden whole.
 */
@Component(property = Mask.NAME + "=keep")
public final class KeepMask implements Mask {

    private static final int MOST = 64;

    @Override
    public MaskFunction compile(Item item, String arguments) {
        int comma = arguments.indexOf(',');
        int first = count(arguments.substring(0, Math.max(comma, 0)));
        int last = count(arguments.substring(comma + 1));
        return (source, offset, length, into) -> apply(first, last, source, offset, length, into);
    }

    private static boolean apply(int first, int last, byte[] source, int offset, int length, Bytes into) {
        int hidden = Utf8.count(source, offset, length) - first - last;
        if (hidden <= 0) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, Utf8.head(source, offset, length, first));
        into.fill('*', hidden);
        int tail = Utf8.tail(source, offset, length, last);
        into.put(source, offset + length - tail, tail);
        return Hidden.changed(source, offset, length, into) || Hidden.whole(source, offset, length, into);
    }

    private static int count(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 2 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused();
        }
        int count = Integer.parseInt(digits);
        if (count > MOST) {
            throw refused();
        }
        return count;
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("mask keep needs how many characters to keep, each 0 to " + MOST
                + ": keep:<first>,<last> / 脱敏规则 keep 须写明保留的首尾字符数(0 至 " + MOST + "): keep:<首>,<尾>");
    }
}
