package org.chama.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** One kind of database: the node's own as seen from outside, and fresh tables of the same definition for floors and peers. */
interface Ground extends AutoCloseable {

    /** Word of the command line. */
    String name();

    /** Settings that matter, for the report. */
    String settings() throws Exception;

    /** What goes into {@code etc/org.chama.database.cfg}. */
    Map<String, String> nodeSettings();

    /** Learns how the store defined the table of a dataset. The node runs before and after; it may be started again meanwhile. */
    void learn(Node node, String dataset) throws Exception;

    /** Everything written so far is on disk, so that no run pays for the one before. */
    void settle() throws Exception;

    /** Processor time of the database server so far; 0 when it runs inside the node. */
    long cpuNanos();

    // ---- the node's database

    /** Rows of a dataset that are stored and visible. */
    long stored(Node node, String dataset) throws Exception;

    /** Whether every stored batch of a dataset is numbered and its open copy has come to the last. */
    boolean opened(Node node, String dataset) throws Exception;

    /** Adds every row of a dataset's table to an oracle. */
    void read(Node node, String dataset, boolean open, Oracle into) throws Exception;

    /** Empties the tables of a dataset that is not needed any more, where that can be done beside the node. */
    void empty(Node node, String dataset) throws Exception;

    // ---- floors and peers

    /**
     * A fresh, empty table of the learnt definition.
     *
     * @param url and {@code user} to reach it with, without a password
     * @param script statement that makes the table, for whoever opens the url; empty when it is there
     */
    record Table(String url, String user, String name, String script) {}

    Table table() throws Exception;

    Connection open(Table table) throws SQLException;

    void drop(Table table) throws Exception;

    @Override
    void close() throws IOException, SQLException;
}
