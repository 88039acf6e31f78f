package org.chama.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;

/** Calls that publish words, as a door hands them over. */
final class Calls {

    /** A word that makes its record one of bad form. */
    static final String BAD = "bad";

    /** A word at which the call turns out to be none. */
    static final String BROKEN = "broken";

    private Calls() {}

    static CallArrival call(Dataset dataset, String requestId, List<String> words) {
        return new CallArrival(dataset.id(), "registry", requestId, digest(words), "test-door");
    }

    static RecordReader reader(Dataset dataset, List<String> words) {
        return new Words(dataset, words);
    }

    /** A reader that waits at its beginning until another does. */
    static RecordReader meeting(CyclicBarrier point, Dataset dataset, List<String> words) {
        try {
            point.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return reader(dataset, words);
    }

    private static String digest(List<String> words) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", words).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Words implements RecordReader {
        private final Dataset dataset;
        private final List<String> words;
        private int next;

        Words(Dataset dataset, List<String> words) {
            this.dataset = dataset;
            this.words = words;
        }

        @Override
        public Step next(RawRecord into) {
            if (next == words.size()) {
                return Step.END;
            }
            String word = words.get(next++);
            if (word.equals(BROKEN)) {
                throw new RefusedException("call-broken", "调用无法读取", "the call cannot be read");
            }
            into.begin(next, next);
            if (word.equals(BAD)) {
                into.refuse(Refusal.of("record-bad", "记录有误", "a bad record"), "word", bytes(word));
                return Step.REFUSED;
            }
            set(into, "seq", Integer.toString(next));
            set(into, "word", word);
            return Step.RECORD;
        }

        private void set(RawRecord into, String item, String value) {
            byte[] bytes = bytes(value);
            into.set(dataset.indexOf(item), bytes, 0, bytes.length);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
