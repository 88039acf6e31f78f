package org.chama.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.desk.Listing;
import org.chama.api.notices.Alarms.Alarm;
import org.chama.database.NodeDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What alarms promise on each database. */
abstract class AlarmPromises {

    private static final Text UNOWNED = new Text("环节无人负责", "nobody answers for the stage");

    private final Hand clock = new Hand();
    private final ListedLedger ledger = new ListedLedger();
    private TableAlarms alarms;

    abstract NodeDatabase database();

    @BeforeEach
    void begin() {
        alarms = new TableAlarms(database(), ledger, "test", clock);
        database().write(c -> c.createStatement().executeUpdate("delete from chama.alarm"));
    }

    @Test
    void raisesOneAlarmAnIncidentHoweverOftenItIsRaised() {
        for (int i = 0; i < 50; i++) {
            alarms.raise("stage", "civil-affairs", UNOWNED);
        }
        assertThat(standing()).singleElement().satisfies(alarm -> {
            assertThat(alarm.key()).isEqualTo("stage");
            assertThat(alarm.department()).isEqualTo("civil-affairs");
            assertThat(alarm.text()).isEqualTo(UNOWNED);
            assertThat(alarm.since().toInstant()).isEqualTo(clock.instant());
            assertThat(alarm.times()).isEqualTo(1);
        });
        assertThat(ledger.kinds()).containsExactly("alarm-raised");
    }

    @Test
    void countsHowOftenWithOneWriteAMinute() {
        for (int i = 0; i < 10; i++) {
            alarms.raise("disk", "", UNOWNED);
        }
        clock.pass(Duration.ofSeconds(61));
        alarms.raise("disk", "", UNOWNED);
        assertThat(standing().get(0).times()).isEqualTo(11);
        alarms.raise("disk", "", UNOWNED);
        assertThat(standing().get(0).times()).isEqualTo(11);
        alarms.clear("disk");
        assertThat(all().get(0).times()).isEqualTo(12);
    }

    @Test
    void endsAnAlarmAndRaisesAnotherForTheNextIncident() {
        alarms.raise("disk", "", UNOWNED);
        clock.pass(Duration.ofHours(1));
        alarms.clear("disk");
        alarms.clear("disk");
        assertThat(standing()).isEmpty();
        assertThat(all().get(0).ended().orElseThrow().toInstant()).isEqualTo(clock.instant());
        alarms.raise("disk", "", UNOWNED);
        assertThat(all()).hasSize(2);
        assertThat(standing()).hasSize(1);
        assertThat(ledger.kinds()).containsExactly("alarm-raised", "alarm-cleared", "alarm-raised");
    }

    @Test
    void takesBackWhatItsTransactionTakesBack() {
        assertThatThrownBy(() -> database().write(c -> {
                    alarms.raise(c, "lost", "", UNOWNED);
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(all()).isEmpty();
        alarms.raise("lost", "", UNOWNED);
        assertThat(standing()).hasSize(1);
    }

    @Test
    void raisesOneWhenManyRaiseAtOnce() throws Exception {
        TableAlarms otherNode = new TableAlarms(database(), ledger, "other", clock);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Object>> raises = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TableAlarms one = i % 2 == 0 ? alarms : otherNode;
                String key = "race-" + i / 8;
                raises.add(() -> {
                    one.raise(key, "", UNOWNED);
                    return key;
                });
            }
            for (Future<Object> raised : threads.invokeAll(raises)) {
                raised.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(standing()).hasSize(5);
    }

    @Test
    void pagesNewestFirstByDepartment() {
        for (int i = 0; i < 7; i++) {
            alarms.raise("a" + i, i % 2 == 0 ? "police" : "", UNOWNED);
        }
        Listing<Alarm> first = alarms.list(Reach.EVERYWHERE, Optional.of("police"), false, Optional.empty(), 3);
        assertThat(first.entries()).extracting(Alarm::key).containsExactly("a6", "a4", "a2");
        Listing<Alarm> second = alarms.list(Reach.EVERYWHERE, Optional.of("police"), false, first.next(), 3);
        assertThat(second.entries()).extracting(Alarm::key).containsExactly("a0");
        assertThat(second.next()).isEmpty();
        assertThatThrownBy(() -> alarms.list(Reach.EVERYWHERE, Optional.empty(), false, Optional.of("x"), 3))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void pagesAreWholeWithinTheReach() {
        for (int i = 0; i < 9; i++) {
            alarms.raise("a" + i, i % 3 == 0 ? "police" : i % 3 == 1 ? "health" : "", UNOWNED);
        }
        Reach both = new Reach(false, Set.of("police", "health"));
        Listing<Alarm> page = alarms.list(both, Optional.empty(), true, Optional.empty(), 3);
        assertThat(page.entries()).extracting(Alarm::key).containsExactly("a7", "a6", "a4");
        assertThat(alarms.list(both, Optional.empty(), true, page.next(), 3).entries())
                .extracting(Alarm::key)
                .containsExactly("a3", "a1", "a0");
        assertThat(alarms.list(both, Optional.of("health"), true, Optional.empty(), 9)
                        .entries())
                .hasSize(3);
        assertThat(alarms.list(both, Optional.of("tax"), true, Optional.empty(), 9)
                        .entries())
                .isEmpty();
        assertThat(alarms.list(Reach.NOWHERE, Optional.empty(), true, Optional.empty(), 9)
                        .entries())
                .isEmpty();
    }

    @Test
    void findsAStandingAlarmByItsNumber() {
        alarms.raise("disk", "", UNOWNED);
        Alarm disk = standing().get(0);
        assertThat(alarms.standing(disk.number())).contains(disk);
        assertThat(alarms.standing(disk.number() + 1)).isEmpty();
        alarms.clear("disk");
        assertThat(alarms.standing(disk.number())).isEmpty();
    }

    private List<Alarm> standing() {
        return alarms.list(Reach.EVERYWHERE, Optional.empty(), true, Optional.empty(), 100)
                .entries();
    }

    private List<Alarm> all() {
        return alarms.list(Reach.EVERYWHERE, Optional.empty(), false, Optional.empty(), 100)
                .entries();
    }

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {

        private Instant now = Instant.parse("2026-11-25T01:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
