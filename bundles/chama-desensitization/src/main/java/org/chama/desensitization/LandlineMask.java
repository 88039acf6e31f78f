package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Landline number: {@code 0871-****0000}, of 7 or 8 digits with or without an area code, hyphen or not. Leaks prefecture and last
 * four digits, not how many are hidden. Whatever has another form, an extension too, is hidden whole.
 */
@Component(property = Mask.NAME + "=landline")
public final class LandlineMask implements Mask {

    private static final int STARS = 4;
    private static final int SHORTEST = 7;
    private static final int LONGEST = 8;
    private static final int MOST_LAST = 4;

    private final int last;

    @Activate
    public LandlineMask() {
        this(Rules.load());
    }

    LandlineMask(Rules rules) {
        last = rules.count("landline.last", MOST_LAST);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("landline", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        int area = area(source, offset, length);
        int hyphen = area > 0 && length > area && source[offset + area] == '-' ? 1 : 0;
        int number = length - area - hyphen;
        if (number < SHORTEST
                || number > LONGEST
                || !Hidden.digits(source, offset, offset + area)
                || !Hidden.digits(source, offset + area + hyphen, offset + length)) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, area + hyphen);
        into.fill('*', STARS);
        into.put(source, offset + length - last, last);
        return true;
    }

    /** Length of the area code: 010 and 02x have three digits, all others four; 0 for none. */
    private static int area(byte[] source, int offset, int length) {
        if (length <= LONGEST || source[offset] != '0') {
            return 0;
        }
        return source[offset + 1] == '1' || source[offset + 1] == '2' ? 3 : 4;
    }
}
