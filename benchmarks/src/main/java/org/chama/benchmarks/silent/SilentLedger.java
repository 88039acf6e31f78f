package org.chama.benchmarks.silent;

import java.io.OutputStream;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;

/** Takes every line and forgets it. */
public final class SilentLedger implements Ledger, Archives {

    @Override
    public void append(Connection transaction, List<Entry> entries) {
        // that is what it is for
    }

    @Override
    public List<Line> about(String about, int limit) {
        return List.of();
    }

    @Override
    public Listing<Line> lines(Selection selection, Optional<String> after, int limit) {
        return new Listing<>(List.of(), Optional.empty());
    }

    @Override
    public List<Head> heads(int limit) {
        return List.of();
    }

    @Override
    public void export(long fromBlock, OutputStream into) {
        throw new UnsupportedOperationException("nothing was kept");
    }

    @Override
    public Verification verify() {
        throw new UnsupportedOperationException("nothing was kept");
    }

    @Override
    public Archive close(Actor actor, long block) {
        throw new UnsupportedOperationException("nothing was kept");
    }

    @Override
    public List<Archive> list(int limit) {
        return List.of();
    }
}
