package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.chama.api.database.DatabaseException;
import org.chama.database.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageTest {

    @TempDir
    Path data;

    @Test
    void theActionIsRefusedWhileTheDatabaseIsAwayAndSealingGoesOnAfterwards() {
        try (Bench bench = new Bench(Settings.h2(data))) {
            Away database = new Away(bench.database);
            try (TableLedger ledger = new TableLedger(database, bench.leases, bench.crypto)) {
                bench.append(Bench.entry("k", "x:1"));
                Awaitility.await().until(() -> ledger.heads(1).size() == 1);
                database.away = true;
                assertThatThrownBy(() -> database.write(c -> {
                            ledger.append(c, List.of(Bench.entry("k", "x:2")));
                            return 0;
                        }))
                        .isInstanceOf(DatabaseException.class);
                bench.append(Bench.entry("k", "x:3"));
                long asked = database.asked.get();
                Awaitility.await().until(() -> database.asked.get() > asked + 1);
                assertThat(bench.ledger.about("x:3", 1).get(0).number()).isZero();
                database.away = false;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(2))
                        .until(() -> bench.ledger.about("x:3", 1).get(0).number() == 2);
                assertThat(bench.ledger.about("x:2", 1)).isEmpty();
            }
        }
    }
}
