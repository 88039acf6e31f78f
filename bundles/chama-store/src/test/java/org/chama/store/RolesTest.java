package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolesTest {

    private static Dataset dataset(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        base.database().write(connection -> store.write(connection, dataset, 1, rows(1, row("1", "secret", null))));
        return dataset;
    }

    private static void run(Base base, Zone zone, String sql) throws SQLException {
        try (Connection connection = base.database().reader(zone).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As one who took over a door would: without the read-only mark of the pool. */
    private static void runBoldly(Base base, Zone zone, String sql) throws SQLException {
        try (Connection connection = base.database().reader(zone).getConnection()) {
            connection.setReadOnly(false);
            try (Statement statement = connection.createStatement()) {
                if (base == Base.POSTGRESQL) {
                    statement.execute("set default_transaction_read_only = off");
                    statement.execute("set transaction_read_only = off");
                }
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readersReadTheirZone(Base base) throws SQLException {
        String table = ".d" + dataset(base).number();
        run(base, Zone.SHARE, "select * from share" + table);
        run(base, Zone.SHARE, "select * from share.generation");
        run(base, Zone.OPEN, "select * from open" + table);
        run(base, Zone.OPEN, "select * from open.generation");
    }

    @ParameterizedTest
    @EnumSource
    void readersWriteNothing(Base base) {
        Dataset dataset = dataset(base);
        for (Zone zone : Zone.values()) {
            String table = zone.schema() + ".d" + dataset.number();
            for (String sql : List.of(
                    "insert into " + table + " (arrival, position) values (9, 9)",
                    "update " + table + " set i2 = 'x'",
                    "delete from " + table,
                    "truncate table " + table,
                    "drop table " + table,
                    "alter table " + table + " add column x integer",
                    "create table " + zone.schema() + ".mine (x integer)",
                    "create index mine on " + table + " (i2)",
                    "insert into chama.dataset_generation (number, zone, arrival) values (1, 'SHARE', 1)",
                    "create schema mine")) {
                assertThatThrownBy(() -> runBoldly(base, zone, sql))
                        .as(zone + ": " + sql)
                        .isInstanceOf(SQLException.class);
            }
        }
        assertThat(base.store().count(Zone.SHARE, dataset)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void theOpenReaderSeesNothingOfTheShareZone(Base base) {
        String table = "share.d" + dataset(base).number();
        for (String sql : List.of(
                "select * from " + table,
                "select count(*) from " + table,
                "select 1 where exists (select 1 from " + table + ")",
                "select * from share.generation",
                "select * from chama.dataset_generation",
                "select * from chama.dataset_version",
                "create view open.leak as select * from " + table,
                base == Base.POSTGRESQL ? "copy " + table + " to stdout" : "script table " + table,
                base == Base.POSTGRESQL ? "set role chama" : "create user me password 'x' admin")) {
            assertThatThrownBy(() -> runBoldly(base, Zone.OPEN, sql)).as(sql).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theShareReaderSeesNoTablesOfThePlatform(Base base) {
        dataset(base);
        for (String sql : List.of(
                "select * from chama.dataset",
                "select * from chama.dataset_version",
                "select * from chama.dataset_generation")) {
            assertThatThrownBy(() -> runBoldly(base, Zone.SHARE, sql)).as(sql).isInstanceOf(SQLException.class);
        }
    }
}
