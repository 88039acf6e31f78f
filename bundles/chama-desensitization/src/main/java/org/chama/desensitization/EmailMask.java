package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/**
 * E-mail address: {@code ***@domain}. Leaks the domain: an employer's names the employer, one's own names the person. Hides the
 * whole local part, the first letter too. Whatever is not one local part, one {@code @} and a domain of ASCII letters, digits,
 * hyphens and at least one point is hidden whole, as is a domain with seven digits in a row.
 */
@Component(property = Mask.NAME + "=email")
public final class EmailMask implements Mask {

    private static final int STARS = 3;
    private static final int DIGITS_OF_A_NUMBER = 7;

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("email", arguments);
        return EmailMask::apply;
    }

    private static boolean apply(byte[] source, int offset, int length, Bytes into) {
        int end = offset + length;
        int at = offset;
        while (at < end && source[at] != '@') {
            at++;
        }
        if (at == offset || !isDomain(source, at + 1, end)) {
            return Hidden.whole(source, offset, length, into);
        }
        into.fill('*', STARS);
        into.put(source, at, end - at);
        return Hidden.changed(source, offset, length, into) || Hidden.whole(source, offset, length, into);
    }

    private static boolean isDomain(byte[] source, int from, int end) {
        int points = 0;
        int digits = 0;
        for (int i = from; i < end; i++) {
            byte b = source[i];
            digits = b >= '0' && b <= '9' ? digits + 1 : 0;
            boolean letter = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
            boolean point = b == '.' && i > from && i < end - 1 && source[i - 1] != '.';
            points += point ? 1 : 0;
            if (!letter && digits == 0 && b != '-' && !point || digits == DIGITS_OF_A_NUMBER) {
                return false;
            }
        }
        return points > 0;
    }
}
