package org.chama.desensitization;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Name of a person: {@code 段**}, of a compound surname both characters ({@code 欧阳**}) unless nothing would be hidden. Leaks the
 * surname, which with a rare surname and a small place is the person, and for names without a surname (傣族, 藏族) their first
 * syllable; not how long the name is. A single character and whatever is not written in Chinese characters and middle dots is
 * hidden whole.
 */
@Component(property = Mask.NAME + "=name")
public final class NameMask implements Mask {

    private static final int STARS = 2;
    private static final int MOST_FIRST = 1;
    private static final int COMPOUND_BYTES = 6;

    private final int first;
    private final long[] compound;

    @Activate
    public NameMask() {
        this(Rules.load());
    }

    NameMask(Rules rules) {
        first = rules.count("name.first", MOST_FIRST);
        String[] surnames = rules.text("name.compound").split(",");
        compound = new long[surnames.length];
        for (int i = 0; i < surnames.length; i++) {
            byte[] surname = surnames[i].strip().getBytes(StandardCharsets.UTF_8);
            if (surname.length != COMPOUND_BYTES) {
                throw new IllegalStateException(
                        "masks.properties: name.compound has a surname that is not two characters");
            }
            compound[i] = packed(surname, 0);
        }
        Arrays.sort(compound);
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("name", arguments);
        return this::apply;
    }

    private boolean apply(byte[] source, int offset, int length, Bytes into) {
        int end = offset + length;
        int begin = offset < end ? Utf8.han(source, offset, end) : 0;
        if (begin == 0 || begin == length || !isName(source, offset + begin, end)) {
            return Hidden.whole(source, offset, length, into);
        }
        boolean isCompound = length > COMPOUND_BYTES && Arrays.binarySearch(compound, packed(source, offset)) >= 0;
        into.put(source, offset, first == 0 ? 0 : isCompound ? COMPOUND_BYTES : begin);
        into.fill('*', STARS);
        return true;
    }

    private static boolean isName(byte[] source, int from, int end) {
        int at = from;
        while (at < end) {
            int width = Utf8.han(source, at, end);
            if (width == 0) {
                width = dot(source, at, end);
            }
            if (width == 0) {
                return false;
            }
            at += width;
        }
        return true;
    }

    /** Bytes of a middle dot (·, • or ・) between the parts of a name. */
    private static int dot(byte[] source, int at, int end) {
        if (at + 2 <= end && source[at] == (byte) 0xc2 && source[at + 1] == (byte) 0xb7) {
            return 2;
        }
        boolean three = at + 3 <= end
                && (source[at] == (byte) 0xe2 && source[at + 1] == (byte) 0x80 && source[at + 2] == (byte) 0xa2
                        || source[at] == (byte) 0xe3 && source[at + 1] == (byte) 0x83 && source[at + 2] == (byte) 0xbb);
        return three ? 3 : 0;
    }

    private static long packed(byte[] source, int offset) {
        long packed = 0;
        for (int i = 0; i < COMPOUND_BYTES; i++) {
            packed = packed << 8 | source[offset + i] & 0xff;
        }
        return packed;
    }
}
