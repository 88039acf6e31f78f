package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Number plate: {@code 云A*****}. Leaks the prefecture of registration, not whether the car is electric. Whatever is not a Chinese
 * character, a capital letter and 4 to 6 capitals or digits (a point, hyphen or blank may stand before them, one Chinese character
 * at their end) is hidden whole.
 */
@Component(property = Mask.NAME + "=plate")
public final class PlateMask implements Mask {

    private static final int STARS = 5;
    private static final int MOST_FIRST = 2;

    private final int first;

    @Activate
    public PlateMask() {
        this(Rules.load());
    }

    PlateMask(Rules rules) {
        first = rules.count("plate.first", MOST_FIRST);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("plate", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        if (!isPlate(source, offset, offset + length)) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, Utf8.head(source, offset, length, first));
        into.fill('*', STARS);
        return true;
    }

    private static boolean isPlate(byte[] source, int from, int end) {
        int at = from < end ? from + Utf8.han(source, from, end) : from;
        if (at == from || at >= end || source[at] < 'A' || source[at] > 'Z') {
            return false;
        }
        at++;
        if (at + 1 < end && source[at] == (byte) 0xc2 && source[at + 1] == (byte) 0xb7) {
            at += 2;
        } else if (at < end && (source[at] == '-' || source[at] == ' ' || source[at] == '.')) {
            at++;
        }
        int serial = at;
        while (at < end && (source[at] >= 'A' && source[at] <= 'Z' || source[at] >= '0' && source[at] <= '9')) {
            at++;
        }
        int count = at - serial;
        return count >= 4 && count <= 6 && (at == end || at + Utf8.han(source, at, end) == end);
    }
}
