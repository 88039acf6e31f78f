package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.crypto.Crypto;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.crypto.NodeCrypto;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger promises on both databases. */
abstract class LedgerPromises {

    private static final Instant NOON = Instant.parse("2026-01-01T04:00:00.123456789Z");

    @TempDir
    Path data;

    private NodeDatabase database;
    private Crypto crypto;
    private TableLedger ledger;

    abstract Settings settings(Path data);

    @BeforeEach
    void open() {
        database = new NodeDatabase(settings(data));
        crypto = new NodeCrypto(data.resolve("keys/chama.p12"), data.resolve("secrets/keystore"));
        ledger = new TableLedger(database, crypto, Clock.fixed(NOON, ZoneOffset.UTC));
        database.write(c -> {
            try (Statement statement = c.createStatement()) {
                return statement.executeUpdate("delete from chama.ledger_line");
            }
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void tellsTheLinesAboutOneThingInTheOrderTheyWereWritten() {
        append(entry("arrival-claimed", "arrival:1"), entry("arrival-claimed", "arrival:2"));
        append(entry("arrival-cut", "arrival:1"));
        append(entry("arrival-archived", "arrival:1"));
        assertThat(ledger.about("arrival:1", 10))
                .extracting(Line::kind)
                .containsExactly("arrival-claimed", "arrival-cut", "arrival-archived");
        assertThat(ledger.about("arrival:1", 2)).hasSize(2);
        assertThat(ledger.about("arrival:3", 10)).isEmpty();
        assertThat(ledger.about("arrival:2", 10))
                .containsExactly(new Line(
                        OffsetDateTime.parse("2026-01-01T12:00:00.123456+08:00"),
                        "node:a",
                        "arrival-claimed",
                        "arrival:2",
                        "{\"文件\":\"甲.csv\"}"));
    }

    @Test
    void leavesNoLineOfATransactionThatDidNotCommit() {
        assertThatThrownBy(() -> database.write(c -> {
                    ledger.append(c, List.of(entry("batch-stored", "batch:1:1")));
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ledger.about("batch:1:1", 10)).isEmpty();
    }

    @Test
    void storesTheDigestThatAVerifierMakesOfTheStoredLine() {
        append(entry("a", "dataset:person"), new Ledger.Entry("account:甲", "b", "dataset:person", "{}"));
        List<byte[]> stored = new ArrayList<>();
        List<byte[]> made = new ArrayList<>();
        database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(
                            "select at, actor, kind, about, detail, digest from chama.ledger_line order by id");
                    ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    Ledger.Entry entry = new Ledger.Entry(
                            rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5));
                    Instant at = rows.getObject(1, OffsetDateTime.class).toInstant();
                    made.add(crypto.sm3(LineEncoding.of(at, entry)));
                    stored.add(rows.getBytes(6));
                }
                return 0;
            }
        });
        assertThat(stored).hasSize(2).containsExactlyElementsOf(made);
        assertThat(stored.get(0)).isNotEqualTo(stored.get(1));
    }

    @Test
    void takesNoLineAsNothingToDo() {
        append();
        assertThat(ledger.about("x", 1)).isEmpty();
    }

    private void append(Ledger.Entry... entries) {
        database.write(c -> {
            ledger.append(c, List.of(entries));
            return 0;
        });
    }

    private static Ledger.Entry entry(String kind, String about) {
        return new Ledger.Entry("node:a", kind, about, "{\"文件\":\"甲.csv\"}");
    }
}
