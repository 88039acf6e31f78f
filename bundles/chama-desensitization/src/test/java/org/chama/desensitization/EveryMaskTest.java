package org.chama.desensitization;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.MaskFunction;
import org.junit.jupiter.api.Test;

class EveryMaskTest {

    private static final List<String> VALUES = List.of(
            "530000190001010010",
            "53000019000101007X",
            "13800000000",
            "0871-00000000",
            "段正淳",
            "欧阳锋",
            "云南省昆明市五华区华山西路1号",
            "6222020000000000000",
            "duanyu@example.gov.cn",
            "云A00000",
            "1900-01-01",
            "保密",
            "***",
            "**",
            "*",
            "");

    private static final String ALPHABET = "0123456789Xx*-@. ·段正欧阳云南省昆明市五华区𠮷ABz/";

    @Test
    void neverGivesAValueBackUnchanged() {
        Random random = new Random(1900);
        Map<String, MaskFunction> masks = Try.all();
        for (int i = 0; i < 6_000; i++) {
            String value = value(random);
            masks.forEach((name, mask) -> {
                String masked = Try.mask(mask, value);
                assertThat(masked).as("%s of %s", name, value).isNotEqualTo(value);
                if (!masked.equals("<none>")) {
                    assertThat(Try.mask(mask, masked))
                            .as("%s of %s", name, masked)
                            .isNotEqualTo(masked);
                }
            });
        }
    }

    @Test
    void givesTheSameForTheSame() {
        Random random = new Random(1901);
        for (int i = 0; i < 500; i++) {
            String value = value(random);
            Try.all().forEach((name, mask) -> assertThat(Try.mask(mask, value)).isEqualTo(Try.mask(mask, value)));
        }
    }

    /** Five digits of the hidden middle in a row anywhere in the result would be a leak: the middle is made of 1 to 9, the ends of 0. */
    @Test
    void leavesNoRunOfHiddenDigits() {
        Random random = new Random(1902);
        for (int i = 0; i < 4_000; i++) {
            String middle = digits(random, 4 + random.nextInt(12));
            String value = "000" + middle + "0000";
            Try.all().forEach((name, mask) -> {
                if (!name.equals("keep")) {
                    String masked = Try.mask(mask, value);
                    for (int at = 0; at + 4 <= middle.length(); at++) {
                        assertThat(masked).as(name).doesNotContain(middle.substring(at, at + 4));
                    }
                }
            });
            String phone = "13" + digits(random, 5) + "0000";
            assertThat(Try.mask(Try.of(new PhoneMask()), phone)).doesNotContain(phone.substring(3, 7));
        }
    }

    @Test
    void staysWithinTheValueForBrokenUtf8() {
        Random random = new Random(1903);
        Bytes into = new Bytes();
        Map<String, MaskFunction> masks = Try.all();
        for (int i = 0; i < 6_000; i++) {
            byte[] source = new byte[random.nextInt(24)];
            random.nextBytes(source);
            masks.values().forEach(mask -> {
                into.clear();
                mask.apply(source, 0, source.length, into);
            });
        }
    }

    @Test
    void allocatesNothingPerValue() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[][] sources = VALUES.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        MaskFunction[] masks = Try.all().values().toArray(MaskFunction[]::new);
        Bytes into = new Bytes();
        run(masks, sources, into, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(masks, sources, into, 10_000);
        long perValue = (threads.getCurrentThreadAllocatedBytes() - before) / (10_000L * masks.length * sources.length);
        assertThat(perValue).isZero();
    }

    private static void run(MaskFunction[] masks, byte[][] sources, Bytes into, int times) {
        for (int i = 0; i < times; i++) {
            for (MaskFunction mask : masks) {
                for (byte[] source : sources) {
                    into.clear();
                    mask.apply(source, 0, source.length, into);
                }
            }
        }
    }

    private static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append((char) ('1' + random.nextInt(9)));
        }
        return digits.toString();
    }

    /** A good value, one with a character changed, added or lost, or noise. Never empty. */
    private static String value(Random random) {
        int[] alphabet = ALPHABET.codePoints().toArray();
        String base = VALUES.get(random.nextInt(VALUES.size()));
        int kind = random.nextInt(4);
        StringBuilder value = new StringBuilder(base);
        int at = value.isEmpty() ? 0 : random.nextInt(value.length());
        String character = Character.toString(alphabet[random.nextInt(alphabet.length)]);
        if (kind == 1) {
            value.insert(at, character);
        } else if (kind == 2 && value.length() > 1) {
            value.deleteCharAt(at);
        } else if (kind == 3) {
            value.setLength(0);
            for (int i = random.nextInt(20); i >= 0; i--) {
                value.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
        }
        return value.isEmpty() ? "*" : value.toString();
    }
}
