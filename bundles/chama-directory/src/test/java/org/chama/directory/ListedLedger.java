package org.chama.directory;

import java.io.OutputStream;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;

/** Keeps in memory what was appended. */
final class ListedLedger implements Ledger {

    final List<Entry> entries = new CopyOnWriteArrayList<>();

    List<String> kinds() {
        return entries.stream().map(Entry::kind).toList();
    }

    List<Entry> of(String kind) {
        return entries.stream().filter(entry -> entry.kind().equals(kind)).toList();
    }

    @Override
    public void append(Connection transaction, List<Entry> added) {
        entries.addAll(added);
    }

    @Override
    public List<Line> about(String about, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Listing<Line> lines(Selection selection, Optional<String> after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Head> heads(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void export(long fromBlock, OutputStream into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Verification verify() {
        throw new UnsupportedOperationException();
    }
}
