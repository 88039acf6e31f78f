package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.chama.ledger.verifier.Finding.Kind;
import org.chama.ledger.verifier.TestLedger.Block;
import org.chama.ledger.verifier.TestLedger.Line;
import org.junit.jupiter.api.Test;

/** What is named first, one kind of change after the other. */
class FindingsTest {

    private static final TestKey KEY = new TestKey(1);
    private static final TestLedger WHOLE = TestLedger.of(20260101, 300, 6, KEY);

    @Test
    void findsNothingInWhatIsRight() {
        Outcome outcome = verify(WHOLE.bytes(), Map.of());
        assertThat(outcome.finding()).isEmpty();
        assertThat(outcome.blocks()).isEqualTo(300);
        assertThat(outcome.lines()).isEqualTo(WHOLE.lines());
        assertThat(outcome.proved()).isZero();
    }

    @Test
    void aPublishedHeadProvesUpToItsBlock() {
        assertThat(verify(WHOLE.bytes(), PublishedHeads.read(WHOLE.head(120))).proved())
                .isEqualTo(120);
    }

    @Test
    void namesTheLineThatWasChanged() {
        Line line = WHOLE.blocks.get(150).lines.get(0);
        Finding finding = after(copy -> copy.blocks.get(150).lines.get(0).fields[7] = "{}");
        assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
        assertThat(finding.line()).isEqualTo(line.number);
        assertThat(finding.block()).isEqualTo(151);
        assertThat(finding.zh()).contains("第 " + line.number + " 行被改动");
    }

    @Test
    void namesTheBlockWhoseLineWasChangedWithItsDigest() {
        Finding finding = after(copy -> {
            copy.blocks.get(150).lines.get(0).fields[7] = "{}";
            copy.blocks.get(150).lines.get(0).seal();
        });
        assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
        assertThat(finding.block()).isEqualTo(151);
    }

    @Test
    void namesTheFirstBlockThatWasRewrittenWithoutTheKey() {
        Finding finding = after(copy -> {
            copy.blocks.get(150).lines.get(0).fields[7] = "{}";
            copy.blocks.get(150).lines.get(0).seal();
            copy.seal(150);
        });
        assertThat(finding.kind()).isEqualTo(Kind.SIGNATURE);
        assertThat(finding.block()).isEqualTo(151);
        assertThat(finding.line()).isEqualTo(WHOLE.blocks.get(150).lines.get(0).number);
    }

    @Test
    void namesTheBlockThatWasRewrittenAndNotTheOneThatNoLongerFits() {
        Finding finding = after(copy -> {
            copy.blocks.get(4).lines.get(0).fields[0] = "nobody";
            copy.blocks.get(4).lines.get(0).seal();
            Block six = copy.blocks.get(5);
            copy.seal(4);
            six.header = WHOLE.blocks.get(5).header;
            six.hash = WHOLE.blocks.get(5).hash;
        });
        assertThat(finding.kind()).isEqualTo(Kind.SIGNATURE);
        assertThat(finding.block()).isEqualTo(5);
    }

    @Test
    void namesTheLineThatIsMissing() {
        Block block = withLines(3);
        long number = block.lines.get(1).number;
        Finding finding =
                after(copy -> copy.blocks.get((int) block.number - 1).lines.remove(1));
        assertThat(finding.kind()).isEqualTo(Kind.MISSING);
        assertThat(finding.line()).isEqualTo(number);
    }

    @Test
    void namesTheBlockThatIsMissing() {
        Finding finding = after(copy -> copy.blocks.remove(17));
        assertThat(finding.kind()).isEqualTo(Kind.MISSING);
        assertThat(finding.block()).isEqualTo(18);
        assertThat(finding.line()).isEqualTo(WHOLE.blocks.get(17).lines.get(0).number);
    }

    @Test
    void namesTheLineThatComesTwice() {
        Block block = withLines(3);
        Finding finding = after(copy -> {
            Block b = copy.blocks.get((int) block.number - 1);
            b.lines.add(2, b.lines.get(1));
        });
        assertThat(finding.kind()).isEqualTo(Kind.DOUBLED);
        assertThat(finding.zh()).contains("第 " + block.lines.get(1).number + " 行重复出现");
    }

    @Test
    void namesTheBlockThatComesTwice() {
        Finding finding = after(copy -> copy.blocks.add(18, copy.blocks.get(17).copy()));
        assertThat(finding.kind()).isEqualTo(Kind.DOUBLED);
        assertThat(finding.en()).contains("Block 18 ");
    }

    @Test
    void tellsALineOutOfOrderFromOneThatIsMissing() {
        Block block = withLines(4);
        Finding finding = after(copy -> Collections.swap(copy.blocks.get((int) block.number - 1).lines, 1, 3));
        assertThat(finding.kind()).isEqualTo(Kind.ORDER);
        assertThat(finding.line()).isEqualTo(block.lines.get(1).number);
    }

    @Test
    void tellsABlockOutOfOrderFromOneThatIsMissing() {
        Finding finding = after(copy -> Collections.swap(copy.blocks, 30, 200));
        assertThat(finding.kind()).isEqualTo(Kind.ORDER);
        assertThat(finding.block()).isEqualTo(31);
    }

    @Test
    void findsLinesThatChangedPlacesAndNumbers() {
        Block block = withLines(4);
        Finding finding = after(copy -> {
            Block b = copy.blocks.get((int) block.number - 1);
            Collections.swap(b.lines, 1, 3);
            b.lines.get(1).number = block.lines.get(1).number;
            b.lines.get(3).number = block.lines.get(3).number;
        });
        assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
        assertThat(finding.block()).isEqualTo(block.number);
    }

    @Test
    void namesTheBackDatedLineEvenWhenTheKeySignedItAndGoesOn() {
        TestLedger dated = TestLedger.of(3, 10, 4, KEY);
        Line line = dated.blocks.get(4).lines.get(0);
        line.micros -= Chain.BACK_MICROS + 10 * TestLedger.SECOND;
        line.seal();
        resign(dated, 0);
        Outcome outcome = verify(dated.bytes(), Map.of());
        assertThat(outcome.finding().orElseThrow().kind()).isEqualTo(Kind.BACK_DATED);
        assertThat(outcome.finding().orElseThrow().line()).isEqualTo(line.number);
        assertThat(outcome.blocks()).isEqualTo(10);
        assertThat(outcome.whole()).isTrue();
    }

    @Test
    void namesTheLineThatIsLaterThanItsSealing() {
        TestLedger dated = TestLedger.of(3, 10, 4, KEY);
        Line line = dated.blocks.get(4).lines.get(0);
        line.micros += Chain.LATER_MICROS + 2 * TestLedger.SECOND;
        line.seal();
        resign(dated, 0);
        dated.blocks.get(7).lines.get(0).fields[0] = "nobody";
        Outcome outcome = verify(dated.bytes(), Map.of());
        assertThat(outcome.finding().orElseThrow().kind()).isEqualTo(Kind.POST_DATED);
        assertThat(outcome.finding().orElseThrow().line()).isEqualTo(line.number);
        assertThat(outcome.moments()).isEqualTo(1);
        assertThat(outcome.further().orElseThrow().kind()).isEqualTo(Kind.CHANGED);
        assertThat(outcome.whole()).isFalse();
    }

    @Test
    void takesAnHourBetweenLinesOfOneTransactionAndTheNext() {
        TestLedger dated = TestLedger.of(3, 10, 4, KEY);
        dated.blocks.get(4).lines.get(0).micros -= Chain.BACK_MICROS - 60 * TestLedger.SECOND;
        dated.blocks.get(4).lines.get(0).seal();
        resign(dated, 0);
        assertThat(verify(dated.bytes(), Map.of()).finding()).isEmpty();
    }

    @Test
    void aTailCutAtABlockIsFoundByAHeadOnly() {
        TestLedger cut = WHOLE.copy();
        cut.blocks.subList(290, 300).clear();
        Outcome without = verify(cut.bytes(), Map.of());
        assertThat(without.finding()).isEmpty();
        assertThat(without.proved()).isZero();
        Finding finding = verify(cut.bytes(), PublishedHeads.read(WHOLE.head(300)))
                .finding()
                .orElseThrow();
        assertThat(finding.kind()).isEqualTo(Kind.CUT);
        assertThat(finding.line()).isEqualTo(WHOLE.blocks.get(290).lines.get(0).number);
    }

    @Test
    void aTailCutInABlockIsFoundAnyhow() {
        Block block = withLines(3);
        TestLedger cut = WHOLE.copy();
        cut.blocks.subList((int) block.number, 300).clear();
        cut.blocks
                .get((int) block.number - 1)
                .lines
                .subList(1, block.lines.size())
                .clear();
        Finding finding = verify(cut.bytes(), Map.of()).finding().orElseThrow();
        assertThat(finding.kind()).isEqualTo(Kind.CUT);
        assertThat(finding.line()).isEqualTo(block.lines.get(1).number);
    }

    @Test
    void aFileThatEndsInARecordIsCut() {
        byte[] bytes = WHOLE.bytes();
        assertThat(verify(Arrays.copyOf(bytes, bytes.length - 1), Map.of())
                        .finding()
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.CUT);
    }

    @Test
    void whoHasTheKeyCannotRewriteWhatWasPublished() {
        TestLedger forged = WHOLE.copy();
        forged.blocks.get(99).lines.get(0).fields[0] = "nobody";
        forged.blocks.get(99).lines.get(0).seal();
        resign(forged, 99);
        assertThat(verify(forged.bytes(), Map.of()).finding()).isEmpty();
        Map<Long, byte[]> heads = PublishedHeads.read(WHOLE.head(50));
        PublishedHeads.add(heads, PublishedHeads.read(WHOLE.head(120)));
        Finding finding = verify(forged.bytes(), heads).finding().orElseThrow();
        assertThat(finding.kind()).isEqualTo(Kind.HEAD);
        assertThat(finding.block()).isEqualTo(120);
    }

    @Test
    void aKeyOfAnotherPairIsSaid() {
        PublicKeys other = new PublicKeys();
        other.add(new TestKey(2).pem());
        Finding finding = verify(WHOLE.bytes(), other, Map.of()).finding().orElseThrow();
        assertThat(finding.kind()).isEqualTo(Kind.SIGNATURE);
        assertThat(finding.block()).isEqualTo(1);
        assertThat(finding.en()).contains("another pair");
    }

    @Test
    void readsGzipAndSaysWhenItIsDamagedOrCut() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(WHOLE.bytes());
        }
        byte[] bytes = packed.toByteArray();
        assertThat(verify(bytes, Map.of()).finding()).isEmpty();
        assertThat(verify(Arrays.copyOf(bytes, bytes.length / 2), Map.of())
                        .finding()
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.CUT);
        bytes[bytes.length / 2] ^= 0x55;
        assertThat(verify(bytes, Map.of()).finding()).isPresent();
    }

    @Test
    void passesOverNothingAfterTheEndOfAGzip() throws IOException {
        for (int blocks : new int[] {1, 2, 40, 300}) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(TestLedger.of(9, blocks, 6, KEY).bytes());
            }
            byte[] bytes = packed.toByteArray();
            for (int more : new int[] {1, 2, 7, 8, 9, 17, 18, 19, 200, 70_000}) {
                Finding finding = verify(Arrays.copyOf(bytes, bytes.length + more), Map.of())
                        .finding()
                        .orElseThrow(() -> new AssertionError(blocks + " blocks and " + more + " bytes"));
                assertThat(finding.en()).contains("follows after the end");
            }
        }
    }

    @Test
    void namesTheFirstOfManyForgedBlocksThatAnHonestSealerWentOnFrom() {
        Finding finding = after(copy -> {
            copy.blocks.get(150).lines.get(0).fields[7] = "{}";
            copy.blocks.get(150).lines.get(0).seal();
            copy.seal(150);
            copy.sealOver(KEY);
        });
        assertThat(finding.kind()).isEqualTo(Kind.SIGNATURE);
        assertThat(finding.block()).isEqualTo(151);
    }

    @Test
    void refusesWhatIsNotExactlyOfTheForm() {
        String good = new String(TestLedger.of(1, 2, 3, KEY).bytes(), StandardCharsets.UTF_8);
        for (String[] change : new String[][] {
            {"\"archive\":0", "\"archive\":1"},
            {"{\"export\":1", "{\"export\":2"},
            {"\"from\":1", "\"from\":01"},
            {"{\"block\":1,", "{\"block\": 1,"},
            {"{\"line\":1,", "{ \"line\":1,"},
            {"\"kind\":\"batch-stored\"", "\"kind\":\"batch-stor\\u0065d\""},
            {"\\u000a", "\\u000A"},
            {"\\u000a", "\\n"},
            {"\"digest\":\"", "\"extra\":\"\",\"digest\":\""},
            {"\"}\n", "\"} \n"},
            {"\"}\n", "\"}\r\n"},
            {"\"}\n", "\"}\n\n"},
            {"SM2-SM3", "SM2\\u002dSM3"},
        }) {
            assertThat(good).contains(change[0]);
            String changed = good.replaceFirst(Pattern.quote(change[0]), Matcher.quoteReplacement(change[1]));
            Finding finding = verify(changed.getBytes(StandardCharsets.UTF_8), Map.of())
                    .finding()
                    .orElseThrow(() -> new AssertionError(change[1]));
            assertThat(finding.kind()).as(change[1]).isEqualTo(Kind.FORM);
        }
        assertThat(verify(new byte[0], Map.of()).finding()).isPresent();
        assertThat(verify(new byte[] {0x1f, (byte) 0x8b}, Map.of()).finding()).isPresent();
        assertThat(verify((good + " ".repeat(1 << 25)).getBytes(StandardCharsets.UTF_8), Map.of())
                        .finding())
                .isPresent();
    }

    @Test
    void anExportFromTheMiddleIsVerifiedFromThere() throws IOException {
        TestLedger tail = WHOLE.copy();
        tail.blocks.subList(0, 100).clear();
        Map<Long, byte[]> heads = PublishedHeads.read(WHOLE.head(300));
        PublishedHeads.add(heads, PublishedHeads.read(WHOLE.head(50)));
        ExportReader middle = new ExportReader(keys(), 101, heads);
        middle.read(new ByteArrayInputStream(tail.bytes()));
        Outcome outcome = middle.finish();
        assertThat(outcome.finding()).isEmpty();
        assertThat(outcome.firstBlock()).isEqualTo(101);
        assertThat(outcome.unused()).isEqualTo(1);
        assertThat(outcome.proved()).isEqualTo(300);
        TestLedger front = WHOLE.copy();
        front.blocks.subList(100, 300).clear();
        ExportReader reader = new ExportReader(keys(), heads);
        reader.read(new ByteArrayInputStream(front.bytes()));
        reader.read(new ByteArrayInputStream(tail.bytes()));
        Outcome both = reader.finish();
        assertThat(both.finding()).isEmpty();
        assertThat(both.blocks()).isEqualTo(300);
    }

    /** Everything signed anew: what only the key's holder can do. */
    private static void resign(TestLedger ledger, int from) {
        for (int b = from; b < ledger.blocks.size(); b++) {
            ledger.reseal(b);
            ledger.blocks.get(b).signature =
                    KEY.sign(ledger.blocks.get(b).header.bytes());
        }
    }

    private static Block withLines(int atLeast) {
        return WHOLE.blocks.stream()
                .filter(block -> block.number > 20 && block.lines.size() >= atLeast)
                .findFirst()
                .orElseThrow();
    }

    private static Finding after(Consumer<TestLedger> change) {
        TestLedger copy = WHOLE.copy();
        change.accept(copy);
        return verify(copy.bytes(), Map.of()).finding().orElseThrow();
    }

    static PublicKeys keys() {
        PublicKeys keys = new PublicKeys();
        keys.add(KEY.pem());
        return keys;
    }

    static Outcome verify(byte[] export, Map<Long, byte[]> heads) {
        return verify(export, keys(), heads);
    }

    private static Outcome verify(byte[] export, PublicKeys keys, Map<Long, byte[]> heads) {
        ExportReader reader = new ExportReader(keys, heads);
        try {
            reader.read(new ByteArrayInputStream(export));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.finish();
    }
}
