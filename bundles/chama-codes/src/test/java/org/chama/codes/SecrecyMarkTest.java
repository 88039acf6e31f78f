package org.chama.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecrecyMarkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "机密★10年",
                "秘密★",
                "绝密★启用前",
                "绝密☆",
                "机密 ★ 1年",
                "机 密　★30年",
                "秘\u00A0密\t★",
                "份号0001 机密★5年 特急",
                "★★秘密★",
                "商业机会 机密★",
                "业秘密★",
                "a机密★"
            })
    void aMarkWithItsStarIsFound(String text) {
        assertThat(find(text)).as("bytes").isNotNegative();
        assertThat(SecrecyMark.in(text)).as("text").isTrue();
        assertThat(SecrecyMark.inName(text)).as("name").isTrue();
        int at = find(text);
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), at, 3, StandardCharsets.UTF_8))
                .isIn("秘", "机", "绝");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "秘",
                "商业秘密",
                "秘密花园",
                "机密性",
                "机密",
                "★机密",
                "机密10年★",
                "密★",
                "密 ★",
                "保密★",
                "机★密",
                "商业秘密★5年",
                "商业机密★",
                "工作秘密★",
                "★★★★★ 五星酒店",
                "机密\n★",
                "机密✩",
                "国家秘密管理条例，机密性、完整性、可用性"
            })
    void whatOnlyLooksLikeAMarkIsNot(String text) {
        assertThat(find(text)).as("bytes").isEqualTo(-1);
        assertThat(SecrecyMark.in(text)).as("text").isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "【机密】名单.csv",
                "(机密)名单.csv",
                "名单（绝密）.csv",
                "〔秘密〕名单.csv",
                "名单[绝密].xlsx",
                "名单-绝密.csv",
                "机密_名单.csv",
                "2026 秘密 名单.csv",
                "机密.csv",
                "绝密",
                "in/机密/名单.csv",
                "机密★10年-名单.csv"
            })
    void aFileNameThatSaysSoIsFound(String name) {
        assertThat(SecrecyMark.inName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "密",
                "商业秘密.csv",
                "秘密花园.csv",
                "机密性评估.csv",
                "非机密.csv",
                "【机密性】.csv",
                "保密.csv",
                "机-密.csv",
                "商业秘密★.csv"
            })
    void aFileNameThatOnlySoundsLikeItIsNot(String name) {
        assertThat(SecrecyMark.inName(name)).isFalse();
    }

    @Test
    void aMarkSplitOverTwoValuesIsNone() {
        byte[] data = "张三机密★五星".getBytes(StandardCharsets.UTF_8);
        int star = "张三机密".getBytes(StandardCharsets.UTF_8).length;
        assertThat(SecrecyMark.find(data, 0, data.length)).isEqualTo(6);
        assertThat(SecrecyMark.find(data, 0, star)).isEqualTo(-1);
        assertThat(SecrecyMark.find(data, star, data.length - star)).isEqualTo(-1);
        // the first or last bytes of the mark are outside
        for (int cut = 1; cut < 9; cut++) {
            assertThat(SecrecyMark.find(data, 6 + cut, data.length - 6 - cut)).isEqualTo(-1);
            assertThat(SecrecyMark.find(data, 0, 15 - cut)).isEqualTo(-1);
        }
        assertThat(SecrecyMark.find(data, 0, 15)).isEqualTo(6);
        assertThat(SecrecyMark.find(data, 6, 9)).isEqualTo(6);
    }

    @Test
    void aMarkIsFoundWhereverItStandsAndWhateverIsAroundIt() {
        Random random = new Random(5);
        byte[] mark = "绝密★".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] data = new byte[9 + random.nextInt(60)];
            for (int i = 0; i < data.length; i++) {
                // much of what stars begin with and are made of
                data[i] = (byte) (random.nextInt(3) == 0 ? 0xE2 : random.nextInt(3) == 0 ? 0x98 : random.nextInt(256));
            }
            int at = random.nextInt(data.length - 8);
            System.arraycopy(mark, 0, data, at, 9);
            assertThat(SecrecyMark.find(data, 0, data.length)).isEqualTo(at);
        }
    }

    @Test
    void anyBytesOfAnyLengthAreReadWithinTheirBounds() {
        Random random = new Random(6);
        byte[] parts = "机密 ★　秘绝\u00A0商业".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < 40; length++) {
            for (int round = 0; round < 500; round++) {
                byte[] data = new byte[length];
                for (int i = 0; i < length; i++) {
                    data[i] = parts[random.nextInt(parts.length)];
                }
                int offset = random.nextInt(length + 1);
                int count = random.nextInt(length - offset + 1);
                assertThatCode(() -> SecrecyMark.find(data, offset, count)).doesNotThrowAnyException();
                assertThat(SecrecyMark.find(data, offset, count))
                        .isEqualTo(oracle(Arrays.copyOfRange(data, offset, offset + count), offset));
            }
        }
    }

    /** A million stars and a million blanks take no more than their length. */
    @Test
    void hostileLengthsCostNoMoreThanTheirLength() {
        String blanks = " ".repeat(2_000_000);
        String[] hostile = {
            "★".repeat(2_000_000),
            blanks + "★" + blanks + "★",
            "密" + blanks + "★".repeat(100),
            ("密" + " ".repeat(1_000) + "★").repeat(2_000),
            "\u00E2".repeat(2_000_000)
        };
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String text : hostile) {
                assertThat(find(text)).isEqualTo(-1);
                assertThat(SecrecyMark.inName(text)).isFalse();
            }
        });
        assertThat(find("机密" + blanks + "★")).isZero();
    }

    private static int find(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return SecrecyMark.find(data, 0, data.length);
    }

    /** The plainest way to say it. */
    private static int oracle(byte[] data, int offset) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        String blank = "(?:[ \\t]|\u00C2\u00A0|\u00E3\u0080\u0080)*";
        var mark = java.util.regex.Pattern.compile("(?:" + latin("秘") + "|" + latin("机") + "|" + latin("绝") + ")"
                        + blank + latin("密") + blank + "\u00E2\u0098[\u0085\u0086]")
                .matcher(text);
        int from = 0;
        while (mark.find(from)) {
            String before = text.substring(0, mark.start());
            if (!before.endsWith(latin("商业")) && !before.endsWith(latin("工作"))) {
                return offset(mark.start(), offset);
            }
            from = mark.start() + 1;
        }
        return -1;
    }

    private static int offset(int at, int offset) {
        return at + offset;
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
