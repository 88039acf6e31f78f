package org.chama.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.SubjectKind;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Stored;
import org.chama.api.store.Zone;
import org.chama.crypto.NodeCrypto;
import org.postgresql.PGConnection;

/**
 * How fast rows go in, beside the floor of the same minute: {@code postgresql|h2 [rows] [rounds] [append|subject|keyed|upsert|open|sealed|
 * sealed-subject|sealed-upsert|sealed-open]}. Of the sealed ones two items of twelve are encrypted by the real keys, and the floor is the
 * same without. Not a test: run it by hand.
 */
public final class Speed {

    private static final int BATCH = 5_000;
    private static final int TOGETHER = 8;

    private final Database database;
    private final DatasetStore store;
    private final boolean postgres;
    private final List<Rows> batches = new ArrayList<>();
    private final int count;
    private long arrival;

    private Speed(Base base, int count) {
        this.database = base.database();
        this.store = base.store(crypto());
        this.postgres = base == Base.POSTGRESQL;
        this.count = count;
        for (int from = 0; from < count; from += BATCH) {
            batches.add(batch(from));
        }
    }

    public static void main(String[] args) throws Exception {
        Speed speed = new Speed(
                args[0].equals("h2") ? Base.H2 : Base.POSTGRESQL,
                args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        String what = args.length > 3 ? args[3] : "append";
        List<Double> ratios = new ArrayList<>();
        Path file = speed.postgres ? speed.file() : null;
        for (int round = 0; round < rounds; round++) {
            boolean oursFirst = round % 2 == 0;
            double ours = oursFirst ? speed.ours(what) : 0;
            double floor = what.startsWith("sealed")
                    ? speed.ours(plain(what))
                    : speed.postgres ? speed.copy(what, file) : speed.inserts(what);
            if (!oursFirst) {
                ours = speed.ours(what);
            }
            System.out.printf(
                    "%s %s: ours %,.0f rows/s, floor %,.0f rows/s, ratio %.2f%n",
                    args[0], what, ours, floor, ours / floor);
            if (round > 0) {
                ratios.add(ours / floor);
            }
        }
        ratios.sort(null);
        System.out.printf(
                "median ratio %.2f (%.2f..%.2f)%n",
                ratios.get(ratios.size() / 2), ratios.get(0), ratios.get(ratios.size() - 1));
        System.exit(0);
    }

    private static Crypto crypto() {
        try {
            Path folder = Files.createTempDirectory("chama-speed");
            return new NodeCrypto(folder.resolve("keys/chama.p12"), folder.resolve("secrets/keystore"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dataset dataset(String what) {
        if (what.startsWith("sealed")) {
            Dataset plain = dataset(plain(what));
            return Sample.next(plain, what.equals("sealed") ? "bank_card" : "citizen_id", "phone");
        }
        WriteMode mode = what.equals("upsert") ? WriteMode.UPSERT : WriteMode.APPEND;
        boolean keyed = what.equals("upsert") || what.equals("keyed");
        return Sample.dataset(
                Base.number(),
                1,
                List.of(
                        Sample.item(1, "seq", ItemType.INTEGER, 0, 0),
                        Sample.item(2, "name", ItemType.CHARACTER, 64, 0),
                        Sample.item(3, "citizen_id", ItemType.CHARACTER, 18, 0),
                        Sample.item(4, "phone", ItemType.CHARACTER, 11, 0),
                        Sample.item(5, "landline", ItemType.CHARACTER, 20, 0),
                        Sample.item(6, "address", ItemType.CHARACTER, 200, 0),
                        Sample.item(7, "bank_card", ItemType.CHARACTER, 19, 0),
                        Sample.item(8, "email", ItemType.CHARACTER, 64, 0),
                        Sample.item(9, "plate", ItemType.CHARACTER, 16, 0),
                        Sample.item(10, "born", ItemType.DATE, 0, 0),
                        Sample.item(11, "income", ItemType.NUMERIC, 12, 2),
                        Sample.item(12, "updated", ItemType.DATETIME, 0, 0)),
                what.equals("subject") ? List.of(new Subject(SubjectKind.NATURAL_PERSON, "citizen_id")) : List.of(),
                mode,
                keyed ? List.of("seq") : List.of(),
                Optional.empty());
    }

    /** The same without encrypted items. */
    private static String plain(String sealed) {
        return sealed.equals("sealed") ? "append" : sealed.substring("sealed-".length());
    }

    private static Rows batch(int from) {
        Rows.Builder rows = new Rows.Builder(12, BATCH, BATCH * 240);
        for (int i = from; i < from + BATCH; i++) {
            rows.row(i + 1L, i + 1L, Action.PUT);
            for (String value : person(i)) {
                rows.add(value);
            }
        }
        return rows.build();
    }

    private static String[] person(int i) {
        String four = String.format("%04d", i % 10_000);
        return new String[] {
            String.valueOf(i),
            "杨李王赵".substring(i % 4, i % 4 + 1) + "丽和平明".substring(i / 4 % 4, i / 4 % 4 + 1) + "春",
            "5300" + String.format("%02d", i % 100) + "1900010" + (1 + i % 9) + four.substring(1) + "X",
            "13" + i % 10 + "00000000",
            "0871-0000" + four,
            "云南省昆明市五华区样例街道" + i % 97 + "号院" + i % 31 + "幢" + i % 7 + "单元" + i % 1000 + "室",
            "622848000000" + String.format("%07d", i % 10_000_000),
            "person" + i + "@example.invalid",
            "云A·" + String.format("%05d", i % 100_000),
            LocalDate.of(1900, 1 + i % 12, 1 + i % 28).toString(),
            i % 100_000 + "." + i % 10 + i / 10 % 10,
            "2026-0" + (1 + i % 9) + "-1" + i % 10 + " 0" + i % 10 + ":" + (10 + i % 50) + ":00"
        };
    }

    private double ours(String what) throws SQLException {
        Dataset dataset = dataset(what);
        store.prepare(dataset);
        long at = ++arrival;
        if (what.endsWith("open")) {
            return open(dataset, at);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < batches.size(); i += TOGETHER) {
            List<Rows> some = batches.subList(i, Math.min(batches.size(), i + TOGETHER));
            database.write(connection -> {
                for (Rows rows : some) {
                    store.write(connection, dataset, at, rows);
                }
                return null;
            });
        }
        double rate = count / ((System.nanoTime() - begin) / 1e9);
        check(dataset);
        drop(dataset);
        return rate;
    }

    private double open(Dataset dataset, long at) throws SQLException {
        for (Rows rows : batches) {
            database.write(connection -> store.write(connection, dataset, at, rows));
        }
        long begin = System.nanoTime();
        for (int i = 0; i < batches.size(); i++) {
            long first = (long) i * BATCH + 1;
            Stored stored = store.read(dataset, at, first, first + BATCH - 1);
            database.write(connection -> {
                store.writeOpen(connection, dataset, at, stored, stored.rows());
                return null;
            });
        }
        double rate = count / ((System.nanoTime() - begin) / 1e9);
        check(dataset);
        drop(dataset);
        return rate;
    }

    private void check(Dataset dataset) {
        long there = store.count(Zone.SHARE, dataset);
        if (there != count) {
            throw new IllegalStateException(there + " rows of " + count);
        }
    }

    private void drop(Dataset dataset) {
        database.write(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("drop table share.d" + dataset.number());
                statement.execute("drop table open.d" + dataset.number());
            }
            return null;
        });
    }

    private Path file() throws Exception {
        Path file = Files.createTempFile("chama-speed", ".txt");
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int i = 0; i < count; i++) {
                out.write("1\t" + (i + 1) + "\t" + String.join("\t", person(i)) + "\n");
            }
        }
        System.out.printf("%,d rows, %,d bytes as COPY text%n", count, Files.size(file));
        file.toFile().deleteOnExit();
        return file;
    }

    /** COPY of a file into the same table, in one transaction; with a record key into an unlogged table, then one INSERT … SELECT. */
    private double copy(String what, Path file) throws Exception {
        Dataset dataset = dataset(what);
        store.prepare(dataset);
        String names = Shape.names(new Shape(Zone.SHARE, dataset, Layout.NONE).slots(), "");
        String table = "share.d" + dataset.number();
        boolean keyed = what.equals("upsert") || what.equals("keyed");
        long begin = System.nanoTime();
        database.write(connection -> {
            String into = keyed ? "share.floor" : table;
            if (keyed) {
                execute(
                        connection,
                        "create unlogged table share.floor as select arrival, position, " + names + " from " + table);
            }
            try (InputStream in = Files.newInputStream(file)) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + into + " (arrival, position, " + names + ") from stdin", in, 65536);
            } catch (IOException e) {
                throw new SQLException(e);
            }
            if (keyed) {
                String deleted = what.equals("upsert") ? ", deleted" : "";
                String no = what.equals("upsert") ? ", false" : "";
                execute(
                        connection,
                        "insert into " + table + " as t (arrival, position, " + names + deleted
                                + ") select arrival, position, " + names + no
                                + " from share.floor order by i1 on conflict (i1) do "
                                + (what.equals("keyed")
                                        ? "nothing"
                                        : "update set arrival = excluded.arrival, position = excluded.position where (excluded.arrival, excluded.position) > (t.arrival, t.position)"));
                execute(connection, "drop table share.floor");
            }
            return null;
        });
        double rate = count / ((System.nanoTime() - begin) / 1e9);
        check(dataset);
        drop(dataset);
        return rate;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A batch of single inserts, as many rows a transaction. */
    private double inserts(String what) throws SQLException {
        Dataset dataset = dataset(what);
        store.prepare(dataset);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String[] p = person(i);
            rows.add(new Object[] {
                (long) i,
                p[1],
                p[2],
                p[3],
                p[4],
                p[5],
                p[6],
                p[7],
                p[8],
                LocalDate.parse(p[9]),
                new BigDecimal(p[10]),
                LocalDateTime.parse(p[11].replace(' ', 'T'))
            });
        }
        boolean upsert = what.equals("upsert");
        long begin = System.nanoTime();
        for (int i = 0; i < count; i += BATCH * TOGETHER) {
            int from = i;
            database.write(connection -> {
                try (PreparedStatement insert = connection.prepareStatement("insert into share.d" + dataset.number()
                        + " (arrival, position, i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12"
                        + (upsert ? ", deleted" : "") + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                        + (upsert ? ", false" : "") + ")")) {
                    for (int row = from; row < Math.min(count, from + BATCH * TOGETHER); row++) {
                        insert.setLong(1, 1);
                        insert.setLong(2, row + 1L);
                        Object[] values = rows.get(row);
                        for (int c = 0; c < values.length; c++) {
                            insert.setObject(c + 3, values[c]);
                        }
                        insert.addBatch();
                        if ((row + 1) % BATCH == 0) {
                            insert.executeBatch();
                        }
                    }
                    insert.executeBatch();
                }
                return null;
            });
        }
        double rate = count / ((System.nanoTime() - begin) / 1e9);
        check(dataset);
        drop(dataset);
        return rate;
    }
}
