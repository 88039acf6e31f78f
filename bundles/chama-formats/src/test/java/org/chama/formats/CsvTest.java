package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.formats.Samples.bytes;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.read;
import static org.chama.formats.Samples.three;
import static org.chama.formats.Samples.utf8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void readsNamesAndTitlesInAnyOrderAndKeepsValuesAsTheyStand() throws IOException {
        List<Seen> seen = read(" 备注 ,id,姓名\r\n  a b ,007,\"张\"\"三\"\"\n丰\"\r\n,2,\r\n");
        assertThat(seen).extracting(Seen::values).containsExactly(List.of("007", "张\"三\"\n丰", "  a b "), nulls("2"));
        assertThat(seen).extracting(Seen::line).containsExactly(2L, 4L);
        assertThat(seen).extracting(Seen::position).containsExactly(1L, 2L);
        assertThat(seen.get(1).bytes()).isEqualTo(5);
    }

    @Test
    void tellsAnEmptyTextFromNoValueForTextItemsOnly() throws IOException {
        assertThat(read("id,name,note\n\"\",\"\",\n").get(0).values()).isEqualTo(list(null, "", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void findsTheDelimiterByTheHeading(String delimiter) throws IOException {
        String text = "id,name,note\n1,a,b\n".replace(",", delimiter);
        try (SourceReader reader = RecordReaders.open(utf8(text), FileProfile.AUTO, three())) {
            assertThat(reader.profile()).isEqualTo(new FileProfile(Format.CSV, Charset.UTF_8, delimiter.charAt(0), ""));
            assertThat(Samples.all(reader, three()).get(0).values()).containsExactly("1", "a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void countsLinesWhicheverWayTheyEnd(String end) throws IOException {
        String text = "id,name,note\n\n1,\"x\ny\",b\n2,a\n\n\n3,a,b".replace("\n", end);
        List<Seen> seen = read(text);
        assertThat(seen).extracting(Seen::line).containsExactly(3L, 5L, 8L);
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-columns", "");
        assertThat(seen.get(0).values()).containsExactly("1", "x" + end + "y", "b");
    }

    @Test
    void skipsTheMarkOfUtf8() throws IOException {
        byte[] data = bytes(0xEF, 0xBB, 0xBF, "\"id\",name,note\n1,a,b\n");
        assertThat(read(data, FileProfile.AUTO, three()).get(0).values()).containsExactly("1", "a", "b");
    }

    @Test
    void anOptionalItemMayBeMissingFromTheHeading() throws IOException {
        assertThat(read("id\n5\n").get(0).values()).isEqualTo(nulls("5"));
    }

    @Test
    void refusesHeadingsThatDoNotFitAndNamesThem() {
        assertThatThrownBy(() -> read("name,note\na,b\n"))
                .hasMessageContaining("format-heading")
                .hasMessageContaining("id");
        assertThatThrownBy(() -> read("id,name,姓名\n1,a,b\n")).hasMessageContaining("format-heading: heading: \"姓名\"");
        assertThatThrownBy(() -> read("id,name,phone\n1,a,b\n")).hasMessageContaining("\"phone\" (column 3)");
        assertThatThrownBy(() -> read("id,name,\n1,a,b\n")).hasMessageContaining("column 3 has no name");
        assertThatThrownBy(() -> read("id,\"name,note\n1,a,b\n")).hasMessageContaining("format-heading");
        assertThatThrownBy(() -> read("id,name,_action\n1,a,PUT\n")).hasMessageContaining("_action");
        assertThatThrownBy(() -> read("id,name,\u202E" + "x".repeat(200) + "\n"))
                .hasMessageContaining("\"\\u202E" + "x".repeat(63) + "…\"");
    }

    @Test
    void namesTheMissingItemInBothLanguages() {
        assertThatThrownBy(() -> read("name\na\n")).isInstanceOfSatisfying(RefusedException.class, e -> assertThat(
                        e.refusal().text().zh())
                .isEqualTo("标题行：缺少必填信息项“编号”（id）"));
    }

    @Test
    void takesActionsOfADatasetUpdatedByKey() throws IOException {
        byte[] data = bytes("id,_action\n1,PUT\n2,DELETE\n3,\n4,delete\n5,\"DELETE\"\n");
        List<Seen> seen = read(data, FileProfile.AUTO, three(WriteMode.UPSERT));
        assertThat(seen)
                .extracting(Seen::action)
                .containsExactly(Action.PUT, Action.DELETE, Action.PUT, Action.PUT, Action.DELETE);
        assertThat(seen).extracting(Seen::code).containsExactly("", "", "", "record-action", "");
        assertThat(seen.get(3).item()).isEqualTo("_action");
    }

    @Test
    void refusesAWrongNumberOfColumnsSayingExpectedAndFound() throws IOException {
        try (SourceReader reader =
                RecordReaders.open(utf8("id,name,note\n1,a,b\n2,a,b,c,d\n"), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            reader.next(record);
            reader.next(record);
            assertThat(record.refusal().text().zh()).isEqualTo("第 3 行：应有 3 列，实有 5 列");
            assertThat(record.refusal().text().en()).isEqualTo("line 3: expected 3 columns, found 5");
            assertThat(new String(record.raw(), StandardCharsets.UTF_8)).isEqualTo("2,a,b,c,d");
            assertThat(record.sourceBytes()).isEqualTo(10);
        }
    }

    @Test
    void damageCostsItsPhysicalLineAndNoOther() throws IOException {
        String text =
                """
                id,name,note
                1,a,b
                2,a"b,c
                3,"a"b,c
                4,"never closed,c
                5,a,b
                6,"a

                7,a,b
                8,"two
                lines",b,c,too many
                9,a,b
                """;
        List<Seen> seen = read(text);
        assertThat(seen)
                .extracting(
                        s -> s.line() + " " + (s.code().isEmpty() ? s.values().get(0) : s.code()))
                .containsExactly(
                        "2 1",
                        "3 record-quote",
                        "4 record-quote",
                        "5 record-quote",
                        "6 5",
                        "7 record-quote",
                        "9 7",
                        "10 record-columns",
                        "11 record-quote",
                        "12 9");
        assertThat(seen).extracting(Seen::position).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void aQuoteOpenAtTheEndOfTheFileCostsOneLine() throws IOException {
        List<Seen> seen = read("id,name,note\n1,a,b\n2,\"a,b\n3,a,b\n4,a,b");
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-unclosed", "", "");
        assertThat(read("id,name,note\n1,a,\"b")).extracting(Seen::code).containsExactly("record-unclosed");
    }

    @Test
    void aFileCutAnywhereKeepsTheRecordsBeforeTheCut() throws IOException {
        byte[] whole = bytes("id,name,note\r\n1,\"a\r\nb\",c\r\n2,\"x\"\"y\",云南\r\n3,a,b\r\n");
        List<Seen> all = read(whole, FileProfile.AUTO, three());
        for (int length = 14; length < whole.length; length++) {
            List<Seen> seen = read(Arrays.copyOf(whole, length), profile(Format.CSV, Charset.UTF_8), three());
            int kept = (int) all.stream().filter(seen::contains).count();
            assertThat(seen.subList(0, kept)).isEqualTo(all.subList(0, kept));
            int ends = length == 50 ? 3 : length >= 43 ? 2 : length >= 26 ? 1 : 0;
            assertThat(kept).isGreaterThanOrEqualTo(ends);
        }
    }

    @Test
    void refusesControlCharactersButNotLineEndsAndTabsInsideQuotes() throws IOException {
        List<Seen> seen = read("id,name,note\n1,\"a\tb\nc\rd\",x\n2,a\u0000b,c\n3,a,\"b\u0007\"\n4,\t,b\n");
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-control", "record-control", "");
        assertThat(seen).extracting(Seen::item).containsExactly("", "name", "note", "");
    }

    @Test
    void aBadByteCostsItsRecordAndNamesTheItem() throws IOException {
        byte[] data = bytes("id,name,note\n1,昆明,b\n2,大", 0xE4, 0xB8, ",\"two\nlines\"\n3,丽江,b\n");
        List<Seen> seen = read(data, FileProfile.AUTO, three());
        assertThat(seen).extracting(Seen::code).containsExactly("", "record-charset", "");
        assertThat(seen).extracting(Seen::item).containsExactly("", "name", "");
        assertThat(seen).extracting(Seen::line).containsExactly(2L, 3L, 5L);
    }

    @Test
    void headingAloneIsAnEmptyDataset() throws IOException {
        assertThat(read("id,name,note\r\n")).isEmpty();
        assertThat(read("id,name,note")).isEmpty();
    }

    @Test
    void opensAFileAndReadsTheSameAgainByTheProfileItFound(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("people.csv");
        Files.write(file, "编号;姓名\n1;云南\n2;𠀀\n".getBytes(Samples.GB18030));
        FileProfile found;
        List<Seen> first;
        try (SourceReader reader = RecordReaders.open(file, FileProfile.AUTO, three())) {
            found = reader.profile();
            first = Samples.all(reader, three());
        }
        assertThat(found.text()).isEqualTo("CSV|GB18030|59|");
        try (SourceReader reader = RecordReaders.open(file, FileProfile.parse(found.text()), three())) {
            assertThat(Samples.all(reader, three()))
                    .isEqualTo(first)
                    .extracting(s -> s.values().get(1))
                    .containsExactly("云南", "𠀀");
        }
    }

    private static List<String> nulls(String id) {
        return list(id, null, null);
    }

    private static List<String> list(String... values) {
        return new ArrayList<>(Arrays.asList(values));
    }
}
