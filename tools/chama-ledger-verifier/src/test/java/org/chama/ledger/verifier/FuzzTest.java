package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.chama.ledger.verifier.TestLedger.Block;
import org.chama.ledger.verifier.TestLedger.Line;
import org.junit.jupiter.api.Test;

/** Changes an export at random, over and over; every change is found. */
class FuzzTest {

    private static final TestKey KEY = new TestKey(1);
    private static final TestLedger WHOLE = TestLedger.of(42, 40, 12, KEY);
    private static final byte[] EXPORT = WHOLE.bytes();
    private static final Map<Long, byte[]> HEAD = PublishedHeads.read(WHOLE.head(40));

    @Test
    void findsEveryFlippedBit() {
        Random random = new Random(1);
        for (int i = 0; i < 600; i++) {
            byte[] changed = EXPORT.clone();
            int bit = random.nextInt(changed.length * 8);
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(FindingsTest.verify(changed, Map.of()).finding())
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isPresent();
        }
    }

    @Test
    void findsEveryRemovedAndEveryAddedByte() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(EXPORT.length);
            byte[] less = new byte[EXPORT.length - 1];
            System.arraycopy(EXPORT, 0, less, 0, at);
            System.arraycopy(EXPORT, at + 1, less, at, less.length - at);
            byte[] more = Arrays.copyOf(EXPORT, EXPORT.length + 1);
            System.arraycopy(EXPORT, at, more, at + 1, EXPORT.length - at);
            assertThat(FindingsTest.verify(less, Map.of()).finding())
                    .as("without byte %d", at)
                    .isPresent();
            assertThat(FindingsTest.verify(more, Map.of()).finding())
                    .as("twice byte %d", at)
                    .isPresent();
        }
    }

    @Test
    void findsEveryTruncationBeforeAPublishedHead() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] cut = Arrays.copyOf(EXPORT, random.nextInt(EXPORT.length));
            assertThat(FindingsTest.verify(cut, HEAD).finding())
                    .as("%d bytes", cut.length)
                    .isPresent();
        }
    }

    @Test
    void findsEveryChangeOfALineOrBlockHoweverMuchIsMadeToFitIt() {
        Random random = new Random(4);
        for (int i = 0; i < 400; i++) {
            for (Forgery forgery : Forgery.values()) {
                TestLedger changed = WHOLE.copy();
                String what = change(changed, random, forgery);
                Outcome outcome = FindingsTest.verify(changed.bytes(), what.startsWith("cut") ? HEAD : Map.of());
                assertThat(outcome.finding()).as("%d: %s, %s", i, what, forgery).isPresent();
            }
        }
    }

    /** What the forger, who cannot sign, makes to fit the change. */
    private enum Forgery {
        NOTHING,
        NUMBERS_AND_DIGESTS,
        EVERY_ROOT_AND_HASH,
        /** The same, and an honest sealer that does not look goes on from there. */
        SEALED_OVER
    }

    /** One change of the seven. */
    private static String change(TestLedger ledger, Random random, Forgery forgery) {
        int b = random.nextInt(ledger.blocks.size());
        Block block = ledger.blocks.get(b);
        int l = random.nextInt(block.lines.size());
        Line line = block.lines.get(l);
        String what;
        switch (random.nextInt(7)) {
            case 0 -> {
                int field =
                        line.form == 1 ? List.of(0, 5, 6, 7).get(random.nextInt(4)) : random.nextInt(LineBytes.FIELDS);
                line.fields[field] += "x";
                what = "field " + field + " of line " + line.number;
            }
            case 1 -> {
                line.micros -= 1 + random.nextInt(1_000_000_000);
                what = "back-dated line " + line.number;
            }
            case 2 -> {
                int other = random.nextInt(ledger.blocks.size());
                if (other == b) {
                    other = (b + 1) % ledger.blocks.size();
                }
                Collections.swap(ledger.blocks, b, other);
                what = "swapped blocks " + (b + 1) + " and " + (other + 1);
            }
            case 3 -> {
                Block next = ledger.blocks.get((b + 1) % ledger.blocks.size());
                Line moved = next.lines.set(0, line);
                block.lines.set(l, moved);
                what = "swapped lines " + line.number + " and " + moved.number;
            }
            case 4 -> {
                block.lines.add(l, line.copy());
                what = "doubled line " + line.number;
            }
            case 5 -> {
                if (block.lines.size() > 1) {
                    block.lines.remove(l);
                    what = "dropped line " + line.number;
                } else {
                    ledger.blocks.remove(b);
                    what = (b == ledger.blocks.size() ? "cut off" : "dropped") + " block " + block.number;
                }
            }
            default -> {
                ledger.blocks.subList(b, ledger.blocks.size()).clear();
                what = "cut before block " + block.number;
            }
        }
        if (forgery == Forgery.NOTHING) {
            return what;
        }
        long number = 1;
        for (Block each : ledger.blocks) {
            for (Line every : each.lines) {
                every.number = number++;
                every.seal();
            }
        }
        if (forgery != Forgery.NUMBERS_AND_DIGESTS) {
            for (int i = 0; i < ledger.blocks.size(); i++) {
                ledger.blocks.get(i).number = i + 1L;
            }
            ledger.seal(0);
        }
        if (forgery == Forgery.SEALED_OVER && !ledger.blocks.isEmpty()) {
            ledger.sealOver(KEY);
        }
        return what;
    }
}
