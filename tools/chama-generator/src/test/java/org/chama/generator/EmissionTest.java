package org.chama.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.chama.codes.CitizenId;
import org.chama.codes.CreditCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmissionTest {

    private static final long TODAY = LocalDate.of(2026, 11, 25).toEpochDay();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void isReadBackFromEveryFormatAndCharacterSet(Kind kind) throws Exception {
        for (Format format : Format.values()) {
            for (Encoding encoding : Encoding.values()) {
                Recipe recipe = Recipe.of(kind)
                        .withFormat(format)
                        .withEncoding(encoding)
                        .withDirty(0.05)
                        .withDuplicates(0.01);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                Expected expected = new Emission(recipe, false, true).write(0, 3000, out);
                List<String[]> rows = read(recipe, out.toByteArray());
                assertThat(rows).hasSize((int) expected.stored());
                assertThat(sum(rows)).as("%s %s", format, encoding).isEqualTo(expected.hash());
                assertThat(expected.stored()).isLessThan(3000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void saysOfEveryDirtyRowWhatAnIndependentReaderFinds(Kind kind) throws Exception {
        for (Encoding encoding : Encoding.values()) {
            Recipe recipe =
                    Recipe.of(kind).withEncoding(encoding).withDirty(0.1).withDuplicates(0.005);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Expected expected = Emission.of(recipe).write(0, 20_000, out);
            assertThat(expected).isEqualTo(Expected.of(recipe, 0, 20_000));

            long door = 0;
            long check = 0;
            List<String[]> stored = new ArrayList<>();
            List<String[]> rows = csv(text(out.toByteArray(), encoding));
            assertThat(rows).hasSize(20_000);
            for (String[] row : rows) {
                if (row.length != kind.columns().size() || String.join("", row).contains("\uFFFD")) {
                    door++;
                } else if (row[kind.required()].isEmpty()
                        || row[kind.longText()].length() > 1000
                        || !isRight(kind, row[kind.identifier()])) {
                    check++;
                } else {
                    stored.add(row);
                }
            }
            assertThat(rows.stream().map(row -> row.length).distinct())
                    .containsExactlyInAnyOrder(
                            kind.columns().size() - 1,
                            kind.columns().size(),
                            kind.columns().size() + 1);
            assertThat(door).isEqualTo(expected.door()).isPositive();
            assertThat(check).isEqualTo(expected.check()).isPositive();
            assertThat(stored).hasSize((int) expected.stored());
            assertThat(sum(stored)).isEqualTo(expected.hash());
            assertThat(stored).anyMatch(row -> row[kind.longText()].equals("\"东门\",西门\n三号\""));
        }
    }

    @Test
    void carriesOnlyDirtAFixedWidthLineCanHold() throws Exception {
        Recipe recipe = Recipe.of(Kind.PERSON).withFormat(Format.FIXED).withDirty(0.1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Expected expected = Emission.of(recipe).write(0, 20_000, out);
        int width = Kind.PERSON.columns().stream().mapToInt(Column::width).sum();
        long wrong = 0;
        byte[] file = out.toByteArray();
        int start = 0;
        long lines = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\n') {
                byte[] line = Arrays.copyOfRange(file, start, i);
                wrong += line.length != width || !isUtf8(line) ? 1 : 0;
                lines++;
                start = i + 1;
            }
        }
        assertThat(lines).isEqualTo(20_000);
        assertThat(wrong).isEqualTo(expected.door()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keepsTheBeginningOfAFileInOneCharacterSet(Kind kind) throws Exception {
        Recipe recipe = Recipe.of(kind).withDirty(0.2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Emission.of(recipe).write(0, 1024, out);
        assertThat(isUtf8(out.toByteArray())).isTrue();
        out.reset();
        Emission.of(recipe.withDirty(0)).write(0, 1024, out);
        assertThat(out.size()).isGreaterThan(64 * 1024);
    }

    @Test
    void writesAPersonInAboutTwoHundredAndTwentyBytes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Emission.of(Recipe.of(Kind.PERSON)).write(5_000_000, 10_000, out);
        assertThat(out.size() / 10_000.0).isBetween(215.0, 230.0);
    }

    @Test
    void writesTitlesWhenToldTo() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Emission(Recipe.of(Kind.PERSON).withEncoding(Encoding.GB18030), true, false).write(0, 1, out);
        assertThat(text(out.toByteArray(), Encoding.GB18030)).startsWith("序号,姓名,公民身份号码,");
    }

    @Test
    void startsWithAByteOrderMarkWhenToldTo() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Emission.of(Recipe.of(Kind.PERSON).withEncoding(Encoding.UTF_8_BOM)).write(0, 1, out);
        assertThat(out.toByteArray()).startsWith(0xEF, 0xBB, 0xBF, 's', 'e', 'q');
    }

    @Test
    void sumsWhatAMaskedCopyMustShow() {
        Recipe recipe = Recipe.of(Kind.PERSON).withDirty(0.05);
        long sum = 0;
        Generator generator = new Generator(recipe);
        Row row = new Row(Kind.PERSON);
        for (int i = 0; i < 2000; i++) {
            if (generator.make(i, row).dirt().outcome() == Outcome.STORED) {
                sum += RowHash.of(row.text(0), "**");
            }
        }
        Expected masked = Expected.of(recipe, 0, 2000, values -> new String[] {values[0], "**"});
        assertThat(masked.hash()).isEqualTo(sum);
        assertThat(masked.stored()).isEqualTo(Expected.of(recipe, 0, 2000).stored());
    }

    private static boolean isRight(Kind kind, String identifier) {
        return kind == Kind.ENTERPRISE
                ? CreditCode.check(identifier).isGood()
                : CitizenId.check(identifier, TODAY).isGood();
    }

    private static long sum(List<String[]> rows) {
        return rows.stream().mapToLong(RowHash::of).sum();
    }

    private static List<String[]> read(Recipe recipe, byte[] file) throws Exception {
        return switch (recipe.format()) {
            case CSV -> csv(text(file, recipe.encoding()));
            case JSON -> json(recipe.kind(), List.of(text(file, recipe.encoding())));
            case JSON_LINES ->
                json(recipe.kind(), text(file, recipe.encoding()).lines().toList());
            case XML -> xml(recipe.kind(), file);
            case FIXED -> fixed(recipe, file);
        };
    }

    private static List<String[]> csv(String text) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(1 << 20)
                .ofCsvRecord(text)) {
            reader.forEach(row -> rows.add(row.getFields().toArray(String[]::new)));
        }
        rows.remove(0);
        return rows;
    }

    private static List<String[]> json(Kind kind, List<String> documents) throws IOException {
        List<String[]> rows = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (String document : documents) {
            JsonNode node = mapper.readTree(document);
            for (JsonNode each : node.isArray() ? node : List.of(node)) {
                assertThat(each.size()).isEqualTo(kind.columns().size());
                rows.add(kind.columns().stream()
                        .map(column -> {
                            assertThat(each.get(column.name()).isNumber()).isEqualTo(column.isNumber());
                            return each.get(column.name()).asText();
                        })
                        .toArray(String[]::new));
            }
        }
        return rows;
    }

    private static List<String[]> xml(Kind kind, byte[] file) throws XMLStreamException {
        List<String[]> rows = new ArrayList<>();
        XMLStreamReader reader = XMLInputFactory.newFactory().createXMLStreamReader(new ByteArrayInputStream(file));
        reader.nextTag();
        reader.require(XMLStreamReader.START_ELEMENT, null, "records");
        while (reader.nextTag() == XMLStreamReader.START_ELEMENT) {
            reader.require(XMLStreamReader.START_ELEMENT, null, kind.word());
            String[] row = new String[kind.columns().size()];
            for (int i = 0; i < row.length; i++) {
                reader.nextTag();
                reader.require(
                        XMLStreamReader.START_ELEMENT,
                        null,
                        kind.columns().get(i).name());
                row[i] = reader.getElementText();
            }
            reader.nextTag();
            rows.add(row);
        }
        return rows;
    }

    private static List<String[]> fixed(Recipe recipe, byte[] file) throws IOException {
        Charset charset = Charset.forName(recipe.encoding().label());
        List<String[]> rows = new ArrayList<>();
        int at = recipe.encoding() == Encoding.UTF_8_BOM ? 3 : 0;
        while (at < file.length) {
            String[] row = new String[recipe.kind().columns().size()];
            for (int i = 0; i < row.length; i++) {
                int width = recipe.kind().columns().get(i).width();
                row[i] = new String(file, at, width, charset).stripTrailing();
                at += width;
            }
            assertThat(file[at++]).isEqualTo((byte) '\n');
            rows.add(row);
        }
        return rows;
    }

    private static String text(byte[] file, Encoding encoding) {
        String text = new String(file, Charset.forName(encoding.label()));
        return encoding == Encoding.UTF_8_BOM ? text.substring(1) : text;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
