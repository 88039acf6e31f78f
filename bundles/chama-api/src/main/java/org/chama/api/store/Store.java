package org.chama.api.store;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A typed table per dataset in each zone. Writes happen in a transaction the hub began; reads use the zone's own role. Thread-safe.
 * Failures of the database are {@link SQLException} inside a transaction and {@link org.chama.api.database.DatabaseException}
 * elsewhere.
 */
@ProviderType
public interface Store {

    /** Creates or migrates the tables of this dataset version; does nothing when they stand. Call before the first write. */
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

    /** Rows visible now in a zone. */
    long count(Zone zone, Dataset dataset);

    /** Rows of one arrival in the share zone, visible or not. */
    long count(Dataset dataset, long arrival);

    /** @throws org.chama.api.RefusedException for an unknown item, a key or subject the dataset has not, a foreign token, a limit out of range */
    Page query(Zone zone, Dataset dataset, Query query);

    /** Writes every visible record as CSV with a heading of item names, UTF-8; one consistent state, constant memory. Returns the rows. */
    long export(Zone zone, Dataset dataset, OutputStream into) throws IOException;
}
