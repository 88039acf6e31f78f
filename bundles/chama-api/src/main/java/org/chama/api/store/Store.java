package org.chama.api.store;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A typed table per dataset in each zone. Writes happen in a transaction the hub began; reads use the zone's own role. Encrypted items
 * are encrypted as they are written and decrypted as they are read: no caller sees a ciphertext. Thread-safe.
 * Failures of the database are {@link SQLException} inside a transaction and {@link org.chama.api.database.DatabaseException}
 * elsewhere.
 */
@ProviderType
public interface Store {

    /**
     * Creates or migrates the tables of this dataset version; does nothing when they stand. Call before the first write. An item that
     * became encrypted, or ceased to be, is written in its new form from now on; a {@link Job} rewrites what is there.
     */
    void prepare(Dataset dataset);

    /**
     * Writes checked rows into the share zone as the dataset's write mode says. A SNAPSHOT fills the invisible generation of this
     * arrival.
     *
     * @param rows of the dataset's items; every value has passed the content check
     */
    Written write(Connection transaction, Dataset dataset, long arrival, Rows rows) throws SQLException;

    /** The rows one arrival's positions hold now in the share zone; of an UPSERT only those no later version replaced. */
    Stored read(Dataset dataset, long arrival, long firstPosition, long lastPosition);

    /**
     * Writes masked rows into the open zone; a row written before is replaced.
     *
     * @param from identities, positions and tombstones of the rows
     * @param masked columns are {@link Dataset#openItems()}, rows in the order of {@code from}
     */
    void writeOpen(Connection transaction, Dataset dataset, long arrival, Stored from, Rows masked) throws SQLException;

    /** Makes the arrival's generation of a SNAPSHOT the visible one, unless a later arrival's is. Returns whether it did. */
    boolean flip(Connection transaction, Zone zone, Dataset dataset, long arrival) throws SQLException;

    /**
     * Gives up the generation of a SNAPSHOT arrival that will never be flipped, in both zones: it cannot be flipped any more and its
     * rows are deleted soon, a piece at a time. Nothing of this arrival may be written afterwards.
     *
     * @return whether it did; not when the generation is visible or was
     */
    boolean discard(Connection transaction, Dataset dataset, long arrival) throws SQLException;

    /** Rows visible now in a zone. */
    long count(Zone zone, Dataset dataset);

    /** Rows of one arrival in the share zone, visible or not. */
    long count(Dataset dataset, long arrival);

    /** @throws org.chama.api.RefusedException for an unknown item, a key or subject the dataset has not, a foreign token, a limit out of range */
    Page query(Zone zone, Dataset dataset, Query query);

    /** Writes every visible record as CSV with a heading of item names, UTF-8; one consistent state, constant memory. Returns the rows. */
    long export(Zone zone, Dataset dataset, OutputStream into) throws IOException;

    /**
     * Starts rewriting every encrypted value whose key has a newer version, one node at a time and beside all other work; resumes by
     * itself after a crash. Called while the dataset's values are being rewritten already, it lets another pass follow.
     *
     * @throws org.chama.api.RefusedException {@code not-encrypted} for a dataset without encrypted items
     */
    Job reencrypt(Dataset dataset);

    /** The latest rewriting of each dataset, ended or not, ordered by dataset number. */
    List<Job> jobs();
}
