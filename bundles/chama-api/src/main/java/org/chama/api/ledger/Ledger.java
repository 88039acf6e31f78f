package org.chama.api.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Every step leaves a line that commits with what it records. Thread-safe. */
@ProviderType
public interface Ledger {

    /** Writes the lines, each with its own digest, in the caller's transaction. The moment is the node's clock. */
    void append(Connection transaction, List<Entry> entries) throws SQLException;

    /** The lines about one thing, oldest first, at most {@code limit}. */
    List<Line> about(String about, int limit);

    /** What a caller says of a line; see {@link Line}. */
    record Entry(String actor, String kind, String about, String detail) {}
}
