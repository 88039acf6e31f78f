package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.formats.Samples.GB18030;
import static org.chama.formats.Samples.bytes;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.read;
import static org.chama.formats.Samples.three;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.formats.Samples.Seen;
import org.chama.formats.source.Gb18030;
import org.chama.formats.source.GbStream;
import org.chama.formats.source.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CharsetTest {

    private static final String ALL = all();

    @Test
    void noByteOfAChineseCharacterCanCutACsv() {
        for (int i = 0x80; i <= Character.MAX_CODE_POINT; i++) {
            if (i < 0xD800 || i > 0xDFFF) {
                byte[] code = new String(Character.toChars(i)).getBytes(GB18030);
                if (code.length > 1) {
                    for (byte part : code) {
                        assertThat(part == ',' || part == ';' || part == '"' || part >= 0 && part < 0x20)
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void everyCharacterOfGb18030ComesBack() throws IOException {
        byte[] gb = ALL.getBytes(GB18030);
        byte[] expected = ALL.getBytes(StandardCharsets.UTF_8);
        byte[] into = new byte[gb.length * 3 / 2 + 8];
        int end = Gb18030.toUtf8(gb, 0, gb.length, into, 0);
        assertThat(Arrays.equals(into, 0, end, expected, 0, expected.length)).isTrue();
        assertThat(Arrays.equals(new GbStream(new ByteArrayInputStream(gb)).readAllBytes(), expected))
                .isTrue();
        assertThat(Utf8.firstInvalid(expected, 0, expected.length)).isEqualTo(expected.length);
    }

    @Test
    void judgesRandomBytesAsTheJdkDoes() {
        Random random = new Random(7);
        byte[] edges = {
            0x30,
            0x39,
            0x3A,
            0x40,
            0x7E,
            0x7F,
            (byte) 0x80,
            (byte) 0x81,
            (byte) 0x84,
            (byte) 0x90,
            (byte) 0x9F,
            (byte) 0xA0,
            (byte) 0xBF,
            (byte) 0xC0,
            (byte) 0xC2,
            (byte) 0xE0,
            (byte) 0xE3,
            (byte) 0xED,
            (byte) 0xF0,
            (byte) 0xF4,
            (byte) 0xF5,
            (byte) 0xFE,
            (byte) 0xFF
        };
        for (int i = 0; i < 300_000; i++) {
            byte[] data = new byte[1 + random.nextInt(5)];
            for (int k = 0; k < data.length; k++) {
                data[k] = random.nextBoolean() ? edges[random.nextInt(edges.length)] : (byte) random.nextInt(256);
            }
            assertThat(Utf8.firstInvalid(data, 0, data.length) == data.length)
                    .as("UTF-8 %s", Arrays.toString(data))
                    .isEqualTo(decodes(data, StandardCharsets.UTF_8));
            boolean gb = Gb18030.toUtf8(data, 0, data.length, new byte[32], 0) >= 0;
            assertThat(gb).as("GB18030 %s", Arrays.toString(data)).isEqualTo(decodes(data, GB18030));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"CSV", "JSON", "JSON_LINES", "XML"})
    void readsGb18030InEveryFormat(Format format) throws IOException {
        String name = "﨎龦鿏𠀀乄誠乗";
        byte[] data = text(format, name).getBytes(GB18030);
        assertThat(read(data, profile(format, Charset.GB18030), three()).get(0).values())
                .containsExactly("1", name, "x");
        assertThat(read(data, FileProfile.AUTO, three()).get(0).values()).containsExactly("1", name, "x");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"CSV", "JSON", "JSON_LINES", "XML"})
    void aByteThatIsNoCharacterCostsItsRecordInEveryFormat(Format format) throws IOException {
        for (Charset charset : List.of(Charset.UTF_8, Charset.GB18030)) {
            java.nio.charset.Charset as = charset == Charset.UTF_8 ? StandardCharsets.UTF_8 : GB18030;
            byte[] data = text(format, "昆明", "@", "大理", "丽江").getBytes(as);
            for (int i = 0; i < data.length; i++) {
                data[i] = data[i] == '@' ? (byte) 0xFF : data[i];
            }
            List<Seen> seen = read(data, profile(format, charset), three());
            assertThat(seen).extracting(Seen::code).containsExactly("", "record-charset", "", "");
            assertThat(seen.get(2).values()).containsExactly("1", "大理", "x");
        }
    }

    @Test
    void oneDamagedLineDoesNotTurnTheFileIntoAnotherCharset() throws IOException {
        byte[] data = bytes("id,name\n1,昆明市\n2,", 0xE6, 0x98, "\n3,大理州\n4,丽江市\n");
        List<Seen> seen = read(data, FileProfile.AUTO, three());
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-charset", "", "");
        assertThat(seen.get(3).values().get(1)).isEqualTo("丽江市");
    }

    @Test
    void refusesAFileThatIsPlainlyOfAnotherCharset() {
        byte[] gb = ("id,name\n" + "1,昆明市五华区\n".repeat(50)).getBytes(GB18030);
        assertThatThrownBy(() -> read(gb, profile(Format.CSV, Charset.UTF_8), three()))
                .hasMessage("format-charset: the file is not UTF-8: 50 of its first 51 lines are not");
        byte[] utf8 = bytes("id,name\n" + "1,昆明市五华区\n".repeat(50));
        assertThatThrownBy(() -> read(utf8, profile(Format.CSV, Charset.GB18030), three()))
                .hasMessageContaining("format-charset");
        byte[] marked = bytes(0xEF, 0xBB, 0xBF, "id\n1\n");
        assertThatThrownBy(() -> read(marked, profile(Format.CSV, Charset.GB18030), three()))
                .hasMessageContaining("format-charset");
        byte[] heading = "编号\n1\n".getBytes(GB18030);
        assertThatThrownBy(() -> read(heading, profile(Format.CSV, Charset.UTF_8), three()))
                .hasMessageContaining("format-charset");
        byte[] utf16 = bytes(0xFF, 0xFE, "id\n1\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> read(utf16, FileProfile.AUTO, three())).hasMessageContaining("UTF-16");
    }

    @Test
    void fewLinesOfAnotherCharsetAreRefusedAlone() throws IOException {
        byte[] bad = "2,昆明市五华区\n".getBytes(GB18030);
        byte[] data = bytes("id,name\n", bad, bad, bad, "1,昆明\n".repeat(100), bad);
        assertThat(read(data, profile(Format.CSV, Charset.UTF_8), three()))
                .filteredOn(s -> s.code().equals("record-charset"))
                .extracting(Seen::line)
                .containsExactly(2L, 3L, 4L, 105L);
    }

    @Test
    void aCharacterAtTheEndOfTheFirst64KiBIsNoDamage() throws IOException {
        for (int pad = 0; pad < 4; pad++) {
            String text = "id,name\n1," + "x".repeat(pad) + "昆".repeat(40_000) + "\n";
            try (SourceReader reader = RecordReaders.open(Samples.utf8(text), FileProfile.AUTO, three())) {
                assertThat(reader.profile().charset()).isEqualTo(Charset.UTF_8);
                assertThat(Samples.all(reader, three())).extracting(Seen::code).containsExactly("");
            }
        }
    }

    private static String text(Format format, String... names) {
        StringBuilder text = new StringBuilder();
        String between = "";
        for (String name : names) {
            text.append(between);
            switch (format) {
                case CSV -> text.append("1,").append(name).append(",x\n");
                case XML -> text.append("<r><id>1</id><姓名>").append(name).append("</姓名><note>x</note></r>");
                default -> text.append("{\"id\":1,\"姓名\":\"").append(name).append("\",\"note\":\"x\"}");
            }
            between = format == Format.JSON ? "," : "\n";
        }
        return switch (format) {
            case CSV -> "编号,姓名,备注\n" + text;
            case JSON -> "[" + text + "]";
            case XML -> "<?xml version=\"1.0\" encoding=\"gbk\"?><rows>" + text + "</rows>";
            default -> text.toString();
        };
    }

    private static boolean decodes(byte[] data, java.nio.charset.Charset charset) {
        try {
            charset.newDecoder().decode(java.nio.ByteBuffer.wrap(data));
            return true;
        } catch (java.nio.charset.CharacterCodingException e) {
            return false;
        }
    }

    private static String all() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= Character.MAX_CODE_POINT; i++) {
            if (i < 0xD800 || i > 0xDFFF) {
                text.appendCodePoint(i);
            }
        }
        return text.toString();
    }
}
