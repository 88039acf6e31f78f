package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Mobile number: {@code 138****0000}. Leaks network and last four digits: of ten thousand subscribers one has them, so a list to
 * compare with finds the person. Hides area and half of the number. Whatever is not 11 digits beginning with 13 to 19 is hidden
 * whole.
 */
@Component(property = Mask.NAME + "=phone")
public final class PhoneMask implements Mask {

    private static final int LENGTH = 11;
    private static final int MOST_FIRST = 3;
    private static final int MOST_LAST = 4;

    private final int first;
    private final int last;

    @Activate
    public PhoneMask() {
        this(Rules.load());
    }

    PhoneMask(Rules rules) {
        first = rules.count("phone.first", MOST_FIRST);
        last = rules.count("phone.last", MOST_LAST);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("phone", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        if (length != LENGTH
                || source[offset] != '1'
                || source[offset + 1] < '3'
                || !Hidden.digits(source, offset, offset + length)) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, first);
        into.fill('*', LENGTH - first - last);
        into.put(source, offset + length - last, last);
        return true;
    }
}
