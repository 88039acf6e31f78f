package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.hub.TestHub.soon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes<String> lanes = new Lanes<>("test-lane", new Bell(), 2, 4);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        lanes.close();
    }

    @Test
    void leavesThePlaceOfSlowOnesToOthersAndBeginsNothingTwice() throws Exception {
        Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();
        Map<String, Lanes.Work> due = new LinkedHashMap<>();
        for (int nth = 0; nth < 8; nth++) {
            String key = "slow-" + nth;
            begun.put(key, new AtomicInteger());
            due.put(key, () -> {
                begun.get(key).incrementAndGet();
                end.await();
            });
        }
        lanes.run(due);
        lanes.run(due);
        soon().until(() -> sum(begun) == 2);

        soon().until(() -> {
            lanes.run(due);
            return sum(begun) == 4;
        });
        lanes.run(due);

        assertThat(begun.values()).allSatisfy(count -> assertThat(count.get()).isLessThan(2));
        assertThat(sum(begun)).isEqualTo(4);
    }

    private static int sum(Map<String, AtomicInteger> counts) {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    @Test
    void givesEveryoneATurnHoweverOftenTheFirstAreDueAgain() {
        Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
        Map<String, Lanes.Work> due = new LinkedHashMap<>();
        for (int nth = 0; nth < 20; nth++) {
            String key = "due-" + nth;
            due.put(key, () -> turns.computeIfAbsent(key, first -> new AtomicInteger())
                    .incrementAndGet());
        }

        soon().until(() -> {
            lanes.run(due);
            return turns.size() == 20;
        });

        assertThat(turns.values()).allSatisfy(count -> assertThat(count.get()).isLessThan(20));
    }

    @Test
    void saysWhatFailedUntilItSucceedsAndGoesOnWithTheOthers() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger others = new AtomicInteger();
        Map<String, Lanes.Work> due = new LinkedHashMap<>();
        due.put("failing", () -> {
            if (broken.get()) {
                throw new NoClassDefFoundError("org/example/Gone");
            }
        });
        due.put("other", others::incrementAndGet);
        soon().untilAsserted(() -> assertThatThrownBy(() -> lanes.run(due)).hasMessageContaining("Gone"));
        int before = others.get();
        soon().until(() -> {
            assertThatThrownBy(() -> lanes.run(due)).hasMessageContaining("Gone");
            return others.get() > before + 3;
        });

        broken.set(false);

        soon().ignoreExceptions().until(() -> {
            lanes.run(due);
            return true;
        });
        // what is not due any more is nobody's trouble
        due.put("failing", () -> {
            throw new IllegalStateException("again");
        });
        soon().untilAsserted(() -> assertThatThrownBy(() -> lanes.run(due)).hasMessage("again"));
        due.remove("failing");
        lanes.run(due);
    }
}
