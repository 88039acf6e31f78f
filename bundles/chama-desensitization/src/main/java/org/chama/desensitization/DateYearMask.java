package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/**
 * Date, cut to its year: {@code 1900}. Leaks the year of birth, which with sex and county leaves some hundred persons. Whatever does
 * not begin with a date ({@code yyyy-MM-dd}, {@code yyyy/MM/dd}, {@code yyyyMMdd}, a time may follow) of 1800 to 2199 has no value in
 * the copy.
 */
@Component(property = Mask.NAME + "=date-year")
public final class DateYearMask implements Mask {

    private static final int YEAR = 4;
    private static final int EARLIEST = 1800;
    private static final int LATEST = 2199;

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("date-year", arguments);
        return DateYearMask::apply;
    }

    private static boolean apply(byte[] source, int offset, int length, Bytes into) {
        boolean separated = length > YEAR && (source[offset + YEAR] == '-' || source[offset + YEAR] == '/');
        int gap = separated ? 1 : 0;
        int month = offset + YEAR + gap;
        int day = month + 2 + gap;
        int end = offset + length;
        if (day + 2 > end
                || separated && source[day - 1] != source[offset + YEAR]
                || !within(source, offset, YEAR, EARLIEST, LATEST)
                || !within(source, month, 2, 1, 12)
                || !within(source, day, 2, 1, 31)
                || day + 2 < end && source[day + 2] != ' ' && source[day + 2] != 'T') {
            return false;
        }
        into.put(source, offset, YEAR);
        return true;
    }

    private static boolean within(byte[] source, int from, int count, int least, int most) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + source[i] - '0';
        }
        return Hidden.digits(source, from, from + count) && value >= least && value <= most;
    }
}
