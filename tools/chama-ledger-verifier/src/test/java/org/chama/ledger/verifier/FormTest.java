package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes that digests are made of, as docs/ledger-export.md says them. */
class FormTest {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    @Test
    void aLinesBytesAreWhatTheDocumentSays() {
        LineBytes line = new LineBytes();
        line.begin(1, 1_000_002);
        for (String field : new String[] {"a", "", "", "", "", "bc", "茶", "{}", "", "", ""}) {
            line.add(field);
        }
        assertThat(hex(line))
                .isEqualTo("0100000000000f4242" + "0000000161" + "000000026263" + "00000003e88cb6" + "000000027b7d");
        line.begin(2, -1);
        for (String field : new String[] {"a", "d", "r", "c", "q", "k", "o", "{}", "", "ff", "v"}) {
            line.add(field);
        }
        assertThat(hex(line))
                .isEqualTo("02ffffffffffffffff" + "0000000161" + "0000000164" + "0000000172" + "0000000163"
                        + "0000000171" + "000000016b" + "000000016f" + "000000027b7d" + "00000000" + "000000026666"
                        + "0000000176");
    }

    @Test
    void aLineOfTheFirstFormHasNoNewFields() {
        LineBytes line = new LineBytes();
        line.begin(1, 0);
        line.add("a");
        assertThatThrownBy(() -> line.add("department")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> line.begin(3, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void halfASurrogatePairIsNoText() {
        LineBytes line = new LineBytes();
        line.begin(2, 0);
        line.add("\ud83d\udc34");
        for (String half : List.of("\ud83d", "a\ud83d", "\ud83db", "\udc34", "\udc34\ud83d", "\ud83d\ud83d\udc34")) {
            assertThatThrownBy(() -> line.add(half)).as(half).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHeadersBytesAreWhatTheDocumentSays() {
        byte[] previous = filled(0x11);
        byte[] seal = filled(0x22);
        byte[] root = filled(0x33);
        Header header = new Header(2, 3, 4, 5, previous, seal, root, "ledger/1", "SM2-SM3");
        assertThat(HexFormat.of().formatHex(header.bytes()))
                .isEqualTo("434c4201" + "0000000000000002" + "0000000000000003" + "00000004" + "0000000000000005"
                        + "11".repeat(32) + "22".repeat(32) + "33".repeat(32) + "00000008" + "6c65646765722f31"
                        + "00000007" + "534d322d534d33");
        assertThat(header.last()).isEqualTo(6);
    }

    @Test
    void theTreeIsThatOfRfc6962() {
        for (int n = 1; n <= 70; n++) {
            List<byte[]> leaves = new ArrayList<>();
            MerkleTree tree = new MerkleTree();
            for (int i = 0; i < n; i++) {
                leaves.add(filled(i));
                tree.add(filled(i), 0);
            }
            assertThat(tree.root()).as(n + " leaves").isEqualTo(root(leaves));
        }
    }

    @Test
    void momentsAreThoseOfTheCalendar() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            Instant moment = Instant.ofEpochSecond(random.nextLong(-62_000_000_000L, 253_000_000_000L))
                    .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
            String text = MOMENT.format(moment.atOffset(ZoneOffset.ofHours(8)));
            long micros = moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
            assertThat(Moments.text(micros)).isEqualTo(text);
            assertThat(Moments.read(text.getBytes(StandardCharsets.US_ASCII), 0))
                    .isEqualTo(micros);
        }
        assertThat(Moments.text(253_402_271_999_999_999L)).isEqualTo("9999-12-31T23:59:59.999999+08:00");
        assertThat(Moments.text(253_402_272_000_000_000L)).isEqualTo("253402272000000000 µs");
        assertThat(Moments.text(-62_167_248_000_000_000L)).isEqualTo("0000-01-01T00:00:00.000000+08:00");
        assertThat(Moments.text(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE + " µs");
        for (String wrong : List.of(
                "2026-02-29T00:00:00.000000+08:00",
                "2026-13-01T00:00:00.000000+08:00",
                "2026-00-01T00:00:00.000000+08:00",
                "2026-01-00T00:00:00.000000+08:00",
                "2026-01-01T24:00:00.000000+08:00",
                "2026-01-01T00:60:00.000000+08:00",
                "2026-01-01T00:00:60.000000+08:00",
                "2026-01-01 00:00:00.000000+08:00",
                "2026-01-01T00:00:00.000000+09:00",
                "2026-01-01T00:00:00.00000 +08:00")) {
            assertThat(Moments.read(wrong.getBytes(StandardCharsets.US_ASCII), 0))
                    .as(wrong)
                    .isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void anExportIsJsonThatAnybodyReads() throws Exception {
        TestLedger ledger = TestLedger.of(1, 3, 5, new TestKey(1));
        String[] records = new String(ledger.bytes(), StandardCharsets.UTF_8).split("\n");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(records[0]).get("from").asLong()).isEqualTo(1);
        JsonNode block = mapper.readTree(records[1]);
        assertThat(block.get("hash").asText()).isEqualTo(HexFormat.of().formatHex(ledger.blocks.get(0).hash));
        TestLedger.Line line = ledger.blocks.get(0).lines.get(0);
        JsonNode written = mapper.readTree(records[2]);
        for (int i = 0; i < LineBytes.FIELDS; i++) {
            assertThat(written.get(ExportWriter.NAMES.get(i)).asText()).isEqualTo(line.fields[i]);
        }
        assertThat(OffsetDateTime.parse(written.get("at").asText()).toInstant())
                .isEqualTo(Instant.EPOCH.plus(line.micros, ChronoUnit.MICROS));
    }

    private static byte[] root(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        byte[] node = new byte[65];
        System.arraycopy(root(leaves.subList(0, left)), 0, node, 1, 32);
        System.arraycopy(root(leaves.subList(left, leaves.size())), 0, node, 33, 32);
        return Sm3.of(node);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static String hex(LineBytes line) {
        return HexFormat.of().formatHex(line.bytes(), 0, line.length());
    }
}
