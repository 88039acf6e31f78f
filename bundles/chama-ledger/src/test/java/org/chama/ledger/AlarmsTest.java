package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.desk.Listing;
import org.chama.api.notices.Alarms;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

/** Whom the ledger tells what. */
class AlarmsTest {

    @TempDir
    Path data;

    private final Taken taken = new Taken();
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(Settings.h2(data));
        offer(bench.ledger);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void raisesAnAlarmAboutALineThatWasChangedWhileItWaited() {
        bench.append(Bench.entry("k", "x:1"));
        bench.execute("update chama.ledger_pending set actor = 'account:li'");
        bench.seal();
        assertThat(taken.what).containsExactly("raise ledger-pending-changed");
        assertThat(taken.held).isZero();
    }

    @Test
    void raisesAnAlarmOnceWhileLinesCannotBeSealedAndEndsIt() {
        bench.append(Bench.entry("k", "x:1"));
        bench.crypto.whileSigning(() -> {
            throw new IllegalStateException("the key store is gone");
        });
        bench.ledger.sealer().start();
        Awaitility.await().until(() -> taken.what.contains("raise ledger-not-sealed"));
        bench.crypto.whileSigning(() -> {});
        Awaitility.await().until(() -> taken.what.contains("clear ledger-not-sealed"));
        assertThat(taken.what).containsExactly("raise ledger-not-sealed", "clear ledger-not-sealed");
    }

    @Test
    void goesOnAfterAnErrorAndSaysIt() {
        bench.append(Bench.entry("k", "x:1"));
        bench.crypto.whileSigning(() -> {
            bench.crypto.whileSigning(() -> {});
            throw new NoClassDefFoundError("somewhere");
        });
        bench.ledger.sealer().start();
        Awaitility.await().until(() -> bench.ledger.heads(1).size() == 1);
        assertThat(taken.what).startsWith("raise ledger-not-sealed");
    }

    @Test
    void endsAnAlarmFromBeforeTheStartAsSoonAsSomebodyTakesIt() throws Exception {
        try (TableLedger started =
                new TableLedger(bench.database, bench.leases, bench.crypto, bench.clock, Optional.empty())) {
            started.sealer().start();
            bench.append(Bench.entry("k", "x:1"));
            Awaitility.await().until(() -> started.heads(1).size() == 1);
            assertThat(taken.what).isEmpty();
            offer(started);
            Awaitility.await().until(() -> taken.what.contains("clear ledger-not-sealed"));
        }
    }

    @Test
    void raisesAnAlarmWhileTheClocksDoNotAgreeAndSealsNothing() {
        bench.clock.wrong = true;
        bench.append(Bench.entry("k", "x:1"));
        bench.ledger.sealer().start();
        Awaitility.await().until(() -> taken.what.contains("raise ledger-not-sealed"));
        assertThat(bench.ledger.about("x:1", 1).get(0).number()).isZero();
        bench.clock.wrong = false;
        Awaitility.await().until(() -> bench.ledger.heads(1).size() == 1);
    }

    @Test
    void raisesAnAlarmWhenTheKeyStoreIsAnother() throws Exception {
        bench.blocks(1, 1);
        bench.leases.release(
                bench.leases.acquire(Sealer.LEASE, Duration.ofMinutes(1)).orElseThrow());
        try (TableLedger other =
                new TableLedger(bench.database, bench.leases, new FakeCrypto(99), bench.clock, Optional.empty())) {
            offer(other);
            bench.append(Bench.entry("k", "x:1"));
            other.sealer().start();
            Awaitility.await().until(() -> taken.what.contains("raise ledger-not-sealed"));
            assertThat(bench.number("select count(*) from chama.ledger_block")).isEqualTo(1);
        }
    }

    @Test
    void goesOnWhenAnAlarmIsNotTaken() {
        taken.broken = true;
        bench.append(Bench.entry("k", "x:1"));
        bench.execute("update chama.ledger_pending set actor = 'account:li'");
        bench.seal();
        assertThat(bench.ledger.heads(5)).isNotEmpty();
        assertThat(taken.held).isZero();
    }

    private void offer(TableLedger ledger) throws Exception {
        Field field = TableLedger.class.getDeclaredField("alarms");
        field.setAccessible(true);
        field.set(ledger, taken);
    }

    /** Takes alarms, and counts who holds the service. */
    private static final class Taken implements Alarms, ComponentServiceObjects<Alarms> {

        private final List<String> what = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean broken;
        private volatile int held;

        @Override
        public void raise(String key, String department, Text text) {
            if (broken) {
                throw new IllegalStateException("nobody there");
            }
            what.add("raise " + key);
        }

        @Override
        public void clear(String key) {
            what.add("clear " + key);
        }

        @Override
        public void raise(Connection transaction, String key, String department, Text text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void clear(Connection transaction, String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listing<Alarm> list(
                Reach reach, Optional<String> department, boolean standing, Optional<String> after, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Alarm> standing(long number) {
            throw new UnsupportedOperationException();
        }

        @Override
        public synchronized Alarms getService() {
            held++;
            return this;
        }

        @Override
        public synchronized void ungetService(Alarms service) {
            held--;
        }

        @Override
        public ServiceReference<Alarms> getServiceReference() {
            throw new UnsupportedOperationException();
        }
    }
}
