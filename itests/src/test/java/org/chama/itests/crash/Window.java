package org.chama.itests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.chama.itests.node.Remains;

/**
 * A place in the code between two effects, in the order a file meets them. The rule of the same name kills the node there with
 * signal 9: the thread that came there is held until the signal comes.
 */
enum Window {
    AFTER_THE_CLAIM_ROW {
        @Override
        void isSeenIn(Remains remains) {
            assertThat(remains.arrival().state()).isEqualTo("CLAIMED");
            assertThat(remains.isDropped()).isTrue();
            assertThat(remains.hasTakenFolder()).isFalse();
        }
    },

    AFTER_THE_RENAME {
        @Override
        void isSeenIn(Remains remains) {
            assertThat(remains.arrival().state()).isEqualTo("CLAIMED");
            assertThat(remains.isDropped()).isFalse();
            assertThat(remains.isTaken()).isTrue();
        }
    },

    /** Thirteen batches were handed to the broker; the first eight are committed. */
    IN_THE_MIDDLE_OF_THE_SENDS {
        @Override
        void isSeenIn(Remains remains) throws IOException {
            isSending(remains, 13, 8);
        }
    },

    /** Sixteen batches were handed over, the second eight not committed. */
    BEFORE_THE_SENDERS_COMMIT {
        @Override
        void isSeenIn(Remains remains) throws IOException {
            isSending(remains, 16, 8);
        }
    },

    /** Sixteen batches are committed, and the sender was never told of the second eight. */
    AFTER_THE_SENDERS_COMMIT {
        @Override
        void isSeenIn(Remains remains) throws IOException {
            isSending(remains, 16, 16);
        }
    },

    /** Batches that are stored lie in the queue still, and will come again. */
    AFTER_THE_DATABASE_COMMIT_BEFORE_THE_QUEUE_COMMIT {
        @Override
        void isSeenIn(Remains remains) throws IOException {
            BitSet both = remains.queued();
            both.and(remains.registry());
            assertThat(both.cardinality()).as("stored and still queued").isPositive();
        }
    },

    AFTER_THE_LAST_BATCH_BEFORE_ARCHIVING {
        @Override
        void isSeenIn(Remains remains) {
            assertThat(remains.arrival().state()).isEqualTo("QUEUED");
            assertThat(remains.registry().cardinality())
                    .isPositive()
                    .isEqualTo(remains.arrival().batches());
            assertThat(remains.isTaken()).isTrue();
            assertThat(remains.isArchived()).isFalse();
            assertThat(remains.isReported()).isFalse();
        }
    },

    /** The file lies in the archive, its row does not know it. */
    DURING_THE_ARCHIVE_RENAME {
        @Override
        void isSeenIn(Remains remains) {
            assertThat(remains.arrival().state()).isEqualTo("STORED");
            assertThat(remains.arrival().ended()).isFalse();
            assertThat(remains.isTaken()).isFalse();
            assertThat(remains.hasTakenFolder()).isTrue();
            assertThat(remains.isArchived()).isTrue();
            assertThat(remains.isReported()).isTrue();
        }
    };

    /** Fails unless the state on disk is one that only this window leaves. */
    abstract void isSeenIn(Remains remains) throws IOException;

    /** Byteman's rules. */
    String rules() throws IOException {
        String file = name().toLowerCase(Locale.ROOT).replace('_', '-') + ".btm";
        try (InputStream in = Window.class.getResourceAsStream("/windows/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Of what was handed to the broker exactly the committed ones are in the queue or, taken from there, in the registry. */
    private static void isSending(Remains remains, int handed, int committed) throws IOException {
        assertThat(remains.arrival().state()).isEqualTo("TAKEN");
        assertThat(remains.isTaken()).isTrue();
        List<Integer> batches = remains.handed();
        assertThat(batches).hasSize(handed).doesNotHaveDuplicates();
        BitSet known = remains.queued();
        known.or(remains.registry());
        assertThat(batches.stream().filter(known::get))
                .as("queued or stored of %s", batches)
                .isEqualTo(batches.subList(0, committed));
    }
}
