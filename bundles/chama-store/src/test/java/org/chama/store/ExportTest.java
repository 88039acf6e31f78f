package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Stored;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExportTest {

    private static final int MANY = 12_000;

    private static void write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static Rows many() {
        String[][] many = new String[MANY][];
        for (int i = 0; i < MANY; i++) {
            many[i] = row(String.valueOf(i), "word " + i, "1900-01-01");
        }
        return rows(1, many);
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryVisibleRecordAsItIsInTheShareZoneAndGuardedInTheOpenOne(Base base) throws IOException {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.UPSERT, true, false);
        store.prepare(dataset);
        write(
                base,
                store,
                dataset,
                1,
                rows(1, row("1", "=1+1,\"x\"", null), row("2", "", "1900-01-01"), row("3", null, null)));
        write(base, store, dataset, 2, Sample.deletion(1, "3", null, null));
        Stored stored = store.read(dataset, 1, 1, 10);
        base.database().write(connection -> {
            store.writeOpen(connection, dataset, 1, stored, stored.rows());
            return null;
        });

        ByteArrayOutputStream share = new ByteArrayOutputStream();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        assertThat(store.export(Zone.SHARE, dataset, share)).isEqualTo(2);
        assertThat(store.export(Zone.OPEN, dataset, open)).isEqualTo(2);

        assertThat(share.toString(StandardCharsets.UTF_8))
                .isEqualTo("id,word,day\r\n1,\"=1+1,\"\"x\"\"\",\r\n2,\"\",1900-01-01\r\n");
        assertThat(open.toString(StandardCharsets.UTF_8)).contains("1,\"'=1+1,\"\"x\"\"\",\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void showsOneStateWhateverIsWrittenMeanwhile(Base base) throws IOException {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        write(base, store, dataset, 5, many());
        boolean[] disturbed = new boolean[1];
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] data, int offset, int length) {
                if (!disturbed[0]) {
                    disturbed[0] = true;
                    ExportTest.write(base, store, dataset, 4, rows(1, row("-1", "before", null)));
                    ExportTest.write(base, store, dataset, 6, rows(1, row("-1", "behind", null)));
                    base.database().write(connection -> {
                        try (var statement = connection.createStatement()) {
                            return statement.executeUpdate(
                                    "delete from share.d" + dataset.number() + " where i1 >= 11000");
                        }
                    });
                }
            }
        };

        assertThat(store.export(Zone.SHARE, dataset, out)).isEqualTo(MANY);
        assertThat(disturbed[0]).isTrue();
        assertThat(store.count(Zone.SHARE, dataset)).isEqualTo(11_002);
    }

    @ParameterizedTest
    @EnumSource
    void endsWithTheReadersErrorAndGoesOnWorking(Base base) throws IOException {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        write(base, store, dataset, 5, many());
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the client is gone");
            }
        };

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> store.export(Zone.SHARE, dataset, gone))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the client is gone");
        }
        assertThat(store.export(Zone.SHARE, dataset, OutputStream.nullOutputStream()))
                .isEqualTo(MANY);
    }
}
