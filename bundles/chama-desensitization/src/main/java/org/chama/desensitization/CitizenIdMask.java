package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.chama.codes.CitizenId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Citizen ID: {@code 530000********007X}. Leaks the county of first registration, the sex (17th digit) and the sequence of the day;
 * the check character rules out ten of eleven birth dates, so that with a birth year from elsewhere few remain. Hides the birth
 * date. Whatever is no citizen ID by form, date and check character (GB 11643-1999) is hidden whole, 15 digits too.
 */
@Component(property = Mask.NAME + "=citizen-id")
public final class CitizenIdMask implements Mask {

    private static final int MOST_FIRST = 6;
    private static final int MOST_LAST = 4;
    private static final long ANY_DAY = Long.MAX_VALUE;

    private final int first;
    private final int last;

    @Activate
    public CitizenIdMask() {
        this(Rules.load());
    }

    CitizenIdMask(Rules rules) {
        first = rules.count("citizen-id.first", MOST_FIRST);
        last = rules.count("citizen-id.last", MOST_LAST);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("citizen-id", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        if (!CitizenId.check(source, offset, length, ANY_DAY).isGood()) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, first);
        into.fill('*', CitizenId.LENGTH - first - last);
        into.put(source, offset + length - last, last);
        return true;
    }
}
