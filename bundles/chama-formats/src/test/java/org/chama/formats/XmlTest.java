package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.read;
import static org.chama.formats.Samples.repeated;
import static org.chama.formats.Samples.three;
import static org.chama.formats.Samples.utf8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader.Step;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

    @Test
    void everyChildOfTheRootIsARecord() throws IOException {
        List<Seen> seen = read(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- people -->
                <p:rows xmlns:p="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <row>
                    <p:id>1</p:id>
                    <姓名>a &amp; &#x4E91;<![CDATA[<b>]]> c</姓名>
                    <note/>
                  </row>
                  <p:row
                     xsi:type="x"><name></name><note xsi:nil="true">x</note></p:row><other><id> 3 </id></other>
                </p:rows>
                """);
        assertThat(seen.get(0).values()).isEqualTo(Arrays.asList("1", "a & 云<b> c", null));
        assertThat(seen.get(1).values()).isEqualTo(Arrays.asList(null, null, null));
        assertThat(seen.get(2).values()).isEqualTo(Arrays.asList(" 3 ", null, null));
        assertThat(seen).extracting(Seen::line).containsExactly(4L, 9L, 10L);
        assertThat(seen).extracting(Seen::position).containsExactly(1L, 2L, 3L);
    }

    @Test
    void recordsMayHaveANameAndLieDeeper() throws IOException {
        String text = "<a><head>x</head><s:list><s:row><id>1</id></s:row><row><id>2</id></row></s:list></a>";
        FileProfile profile = new FileProfile(Format.XML, Charset.AUTO, '\0', "row");
        assertThat(read(Samples.bytes(text), profile, three()))
                .extracting(s -> s.values().get(0))
                .containsExactly("1", "2");
        assertThatThrownBy(() -> read(Samples.bytes("<a><b/></a>"), profile, three()))
                .hasMessageContaining("format-xml")
                .hasMessageContaining("\"row\"");
        assertThat(read(Samples.bytes("<a/>"), profile, three())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<r><phone>1</phone></r>|record-unknown",
                "<r><id a=\"1\">1</id></r>|record-unknown",
                "<r a=\"1\"><id>1</id></r>|record-unknown",
                "<r><id><b>1</b></id></r>|record-nested",
                "<r><id>1</id><编号>2</编号></r>|record-duplicate",
                "<r>text<id>1</id></r>|record-text",
                "text|record-text",
                "<r><id>&foo;</id></r>|record-entity",
                "<r action=\"DELETE\"><id>1</id></r>|record-action",
                "<r><id>a\u0001b</id></r>|record-charset",
                "<r><id>a\uFDD0b</id></r>|record-charset"
            })
    void refusesARecordThatIsWrongAndGoesOn(String record, String code) throws IOException {
        List<Seen> seen = read("<rows><r><id>1</id></r>\n" + record + "\n<r><id>3</id></r></rows>");
        assertThat(seen).extracting(Seen::code).containsExactly("", code, "");
    }

    @Test
    void takesActionsOfADatasetUpdatedByKey() throws IOException {
        String text = "<rows><r action=\"DELETE\"><id>1</id></r><r action=\"PUT\"/><r action=\"x\"/><r/></rows>";
        List<Seen> seen = read(Samples.bytes(text), FileProfile.AUTO, three(WriteMode.UPSERT));
        assertThat(seen).extracting(Seen::code).containsExactly("", "", "record-action", "");
        assertThat(seen.get(0).action()).isEqualTo(Action.DELETE);
    }

    @Test
    void readsNoFileAndResolvesNoEntity(@TempDir Path folder) throws IOException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "secret", StandardCharsets.UTF_8);
        String uri = secret.toUri().toString();
        for (String dtd : List.of(
                "<!DOCTYPE rows [<!ENTITY x SYSTEM \"" + uri + "\">]>",
                "<!DOCTYPE rows SYSTEM \"" + uri + "\">",
                "<!DOCTYPE rows PUBLIC \"x\" \"" + uri + "\">",
                "<!DOCTYPE rows [<!ENTITY % x SYSTEM \"" + uri + "\"> %x;]>",
                "<!DOCTYPE rows>")) {
            assertThatThrownBy(() -> read(dtd + "<rows><r><name>&x;</name></r></rows>"))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.refusal().code()).isEqualTo("format-xml-dtd"));
        }
        List<Seen> included =
                read("<rows xmlns:xi=\"http://www.w3.org/2001/XInclude\"><r><name><xi:include parse=\"text\" href=\""
                        + uri + "\"/></name></r></rows>");
        assertThat(included).extracting(Seen::code).containsExactly("record-nested");
    }

    @Test
    void refusesABillionLaughsBeforeExpandingThem() {
        StringBuilder dtd = new StringBuilder("<!DOCTYPE rows [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            dtd.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        assertThatThrownBy(() -> read(dtd + "]><rows><r><name>&a11;</name></r></rows>"))
                .hasMessageContaining("format-xml-dtd");
    }

    @Test
    void boundsDepthAttributesNamesAndEvents() {
        assertRefused(repeated("<r>", "<r>", 100_000, ""), "format-depth");
        assertRefused(repeated("<r><x><id>", "<r>", 100_000, ""), "format-depth");
        StringBuilder attributes = new StringBuilder("<r><x ");
        for (int i = 0; i < 100_000; i++) {
            attributes.append('a').append(i).append("=\"1\" ");
        }
        assertRefused(utf8(attributes + "/></r>"), "format-xml");
        assertRefused(repeated("<r><", "x", 1_000_000, "/></r>"), "format-xml");
        assertRefused(repeated("<r><!--", "0123456789", 10_000_000, "--></r>"), "format-xml");
        assertRefused(repeated("<r><x><id><![CDATA[", "0123456789", 10_000_000, "]]></id></x></r>"), "format-xml");
        assertRefused(repeated("<!DOCTYPE r [", "<!ENTITY a 'b'>", 10_000_000, "]><r/>"), "format-xml");
        StringBuilder names = new StringBuilder("<r>");
        for (int i = 0; i < 2_000; i++) {
            names.append("<x><n").append(i).append("/></x>");
        }
        assertRefused(utf8(names + "</r>"), "format-xml");
    }

    private static void assertRefused(InputStream in, String code) {
        assertThatThrownBy(() -> {
                    try (SourceReader reader = RecordReaders.open(in, profile(Format.XML, Charset.UTF_8), three())) {
                        Samples.all(reader, three());
                    }
                })
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(code));
    }

    @Test
    void aRecordOfAMillionChildrenCostsItselfOnly() throws IOException {
        try (SourceReader reader = RecordReaders.open(
                repeated("<r><x>", "<id>1</id>", 1_000_000, "</x><x><id>2</id></x></r>"), FileProfile.AUTO, three())) {
            List<Seen> seen = Samples.all(reader, three());
            assertThat(seen).extracting(Seen::code).containsExactly("record-duplicate", "");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<r><x><id>1</id></x>",
                "<r><x><id>1</id></x><x",
                "<r><x><id>1</id></x><x><id>12",
                "<r><x><id>1</id></x><x></x"
            })
    void aTruncatedFileIsSaidToBeAfterItsGoodRecords(String text) throws IOException {
        assertEnds(text, "format-truncated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<r><x><id>1</id></x><x><id>1</name></x></r>",
                "<r><x><id>1</id></x><x a=1/></r>",
                "<r><x><id>1</id></x></r><r/>",
                "<r><x><id>1</id></x><x><id>&#0;</id></x></r>"
            })
    void aBrokenFileEndsAfterItsGoodRecords(String text) throws IOException {
        assertEnds(text, "format-xml");
    }

    private static void assertEnds(String text, String code) throws IOException {
        try (SourceReader reader = RecordReaders.open(utf8(text), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            assertThat(reader.next(record)).isEqualTo(Step.RECORD);
            assertThatThrownBy(() -> reader.next(record))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            e -> assertThat(e.refusal().code()).isEqualTo(code));
        }
    }

    @Test
    void keepsWhatItReadOfARefusedRecord() throws IOException {
        try (SourceReader reader = RecordReaders.open(
                utf8("<r><x><id>1</id><name>a&lt;</name><zz/></x></r>"), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            assertThat(reader.next(record)).isEqualTo(Step.REFUSED);
            assertThat(new String(record.raw(), StandardCharsets.UTF_8)).isEqualTo("<id>1</id><name>a&lt;</name>");
            assertThat(record.sourceBytes()).isEqualTo(3 + 48);
        }
    }
}
