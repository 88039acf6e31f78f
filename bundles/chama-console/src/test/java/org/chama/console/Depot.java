package org.chama.console;

import java.io.OutputStream;
import java.sql.Connection;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.store.Job;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Store;
import org.chama.api.store.Stored;
import org.chama.api.store.Written;
import org.chama.api.store.Zone;

/** A store whose values are always being rewritten; remembers what it was told. */
final class Depot implements Store {

    final List<String> orders = new ArrayList<>();

    @Override
    public Job reencrypt(Dataset dataset) {
        orders.add("reencrypt " + dataset.id());
        return jobs().get(0);
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Job(
                1,
                "person",
                Job.Purpose.ROTATION,
                7,
                70,
                OffsetDateTime.parse("2026-11-25T08:30:00+08:00"),
                Optional.empty()));
    }

    @Override
    public void prepare(Dataset dataset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Written write(Connection transaction, Dataset dataset, long arrival, Rows rows) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stored read(Dataset dataset, long arrival, long firstPosition, long lastPosition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void writeOpen(Connection transaction, Dataset dataset, long arrival, Stored from, Rows masked) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean flip(Connection transaction, Zone zone, Dataset dataset, long arrival) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean discard(Connection transaction, Dataset dataset, long arrival) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count(Zone zone, Dataset dataset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count(Dataset dataset, long arrival) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page query(Zone zone, Dataset dataset, Query query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long export(Zone zone, Dataset dataset, OutputStream into) {
        throw new UnsupportedOperationException();
    }
}
