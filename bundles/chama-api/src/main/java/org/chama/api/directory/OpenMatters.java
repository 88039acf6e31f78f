package org.chama.api.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.chama.api.Text;
import org.osgi.annotation.versioning.ConsumerType;

/** What keeps a department from being closed; every module that has such matters offers one. Thread-safe. */
@ConsumerType
public interface OpenMatters {

    /**
     * The open matters of a department, at most 20, each with what and how many; empty when none. Asked in the transaction that closes
     * the department, while every other change of the directory waits: answers within a second, writes nothing.
     */
    List<Text> of(Connection transaction, String department) throws SQLException;
}
