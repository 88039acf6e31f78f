package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Bank card: {@code ************0000}. Leaks the last four digits, neither bank nor length. Whatever is not 12 to 19 digits is hidden
 * whole; the check digit is not asked for, a mistyped number is somebody's too.
 */
@Component(property = Mask.NAME + "=bank-card")
public final class BankCardMask implements Mask {

    private static final int STARS = 12;
    private static final int SHORTEST = 12;
    private static final int LONGEST = 19;
    private static final int MOST_LAST = 4;

    private final int last;

    @Activate
    public BankCardMask() {
        this(Rules.load());
    }

    BankCardMask(Rules rules) {
        last = rules.count("bank-card.last", MOST_LAST);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("bank-card", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        if (length < SHORTEST || length > LONGEST || !Hidden.digits(source, offset, offset + length)) {
            return Hidden.whole(source, offset, length, into);
        }
        into.fill('*', STARS);
        into.put(source, offset + length - last, last);
        return true;
    }
}
