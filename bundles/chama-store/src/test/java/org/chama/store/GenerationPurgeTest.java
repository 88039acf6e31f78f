package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.chama.api.database.Lease;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenerationPurgeTest {

    /** Leases that one node holds, or none. */
    private record Held(boolean ours) implements Leases {
        @Override
        public String node() {
            return "here";
        }

        @Override
        public Optional<Lease> acquire(String name, Duration time) {
            return ours ? Optional.of(new Lease(name, "here", 1)) : Optional.empty();
        }

        @Override
        public void release(Lease lease) {}

        @Override
        public void check(Connection transaction, Lease lease) {}

        @Override
        public boolean alive(String node) {
            return true;
        }
    }

    private static final Datasets NONE = new Known();

    @ParameterizedTest
    @EnumSource
    void deletesOnlyOnTheNodeThatHoldsTheLease(Base base) {
        DatasetStore store = base.store();
        new Generations(base.database()).purge(Duration.ZERO, NONE);
        Dataset dataset = Sample.small(WriteMode.SNAPSHOT, false, false);
        store.prepare(dataset);
        base.database().write(connection -> {
            store.write(connection, dataset, 1, Sample.rows(1, Sample.row("1", "a", null)));
            store.flip(connection, Zone.SHARE, dataset, 1);
            return store.flip(connection, Zone.SHARE, dataset, 2);
        });
        GenerationPurge other = new GenerationPurge(base.database(), new Held(false), NONE);
        GenerationPurge holder = new GenerationPurge(base.database(), new Held(true), NONE);
        try {
            assertThat(other.run(Duration.ZERO)).isZero();
            assertThat(store.count(dataset, 1)).isEqualTo(1);

            assertThat(holder.run(GenerationPurge.KEPT)).isZero();
            assertThat(holder.run(Duration.ZERO)).isEqualTo(1);
            assertThat(store.count(dataset, 1)).isZero();
        } finally {
            other.stop();
            holder.stop();
        }
    }
}
