package org.chama.api.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.desk.Listing;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Every step leaves a line that commits with what it records (Articles 34, 40). Committed lines are ordered, put into blocks, chained
 * and signed at most about a second later, on one node at a time; nobody waits for that. Thread-safe.
 */
@ProviderType
public interface Ledger {

    /** Alias of the key that signs blocks. */
    String KEY = "ledger";

    /** Writes the lines, each with its own digest, in the caller's transaction. The moment is the database's clock. */
    void append(Connection transaction, List<Entry> entries) throws SQLException;

    /** The lines about one thing, oldest first, at most {@code limit}. */
    List<Line> about(String about, int limit);

    /** Sealed lines, newest first. */
    Listing<Line> lines(Selection selection, Optional<String> after, int limit);

    /** The newest sealed blocks, newest first: what is published where our administrators cannot take it back. */
    List<Head> heads(int limit);

    /** Writes the blocks from this number on with their lines, one JSON object a line; the form is documented in docs/ledger-export.md. */
    void export(long fromBlock, OutputStream into) throws IOException;

    /** Reads all blocks and lines again and checks digests, order, chain and signatures. */
    Verification verify();

    /**
     * What a caller says of a line; see {@link Line}.
     *
     * @param before digest of the object before, hex, empty when there was none or it does not matter
     * @param after digest of the object afterwards, hex
     * @param rules version of the rule pack that was applied, empty when none was
     */
    record Entry(Actor actor, String kind, String about, String detail, String before, String after, String rules) {

        public Entry {
            Objects.requireNonNull(actor);
            Objects.requireNonNull(kind);
            Objects.requireNonNull(about);
            Objects.requireNonNull(detail);
            Objects.requireNonNull(before);
            Objects.requireNonNull(after);
            Objects.requireNonNull(rules);
        }

        /** A step of a machine or a decision whose object has no digest. */
        public Entry(Actor actor, String kind, String about, String detail) {
            this(actor, kind, about, detail, "", "", "");
        }
    }

    /** Which lines; empty fields do not restrict. */
    record Selection(
            Optional<String> about,
            Optional<String> actor,
            Optional<String> kind,
            Optional<OffsetDateTime> from,
            Optional<OffsetDateTime> until) {

        public static final Selection ALL =
                new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A sealed block's end: who holds it can prove that nothing before it was changed or cut.
     *
     * @param block its number, from 1
     * @param lines number of the last line in it, from 1
     * @param hash SM3 of the block's header, hex
     * @param key alias and version of the key that signed
     * @param signature of the header, base64 of DER
     */
    record Head(long block, long lines, OffsetDateTime sealed, String hash, String key, String signature) {}

    /**
     * What {@link #verify} found.
     *
     * @param finding the first thing that is wrong and where; empty when everything fits together
     */
    record Verification(long blocks, long lines, Optional<Text> finding, Optional<Head> head) {}
}
