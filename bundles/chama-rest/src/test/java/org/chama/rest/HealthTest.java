package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.intake.Intake;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static RunningDoor door;
    private boolean brokerUp = true;
    private Supplier<Boolean> answer = () -> true;

    @BeforeAll
    static void open() throws Exception {
        door = new RunningDoor();
    }

    @AfterAll
    static void close() throws Exception {
        door.stop();
    }

    @BeforeEach
    void everythingIsThere() {
        door.platform.intake = (Intake) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Intake.class}, (proxy, method, arguments) -> null);
        door.platform.queues = new FixedQueues();
        door.platform.database = new FixedDatabase();
    }

    @Test
    void livesWhateverIsAway() throws Exception {
        door.platform.database = null;
        assertThat(door.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(door.get("/health/live").body()).isEqualTo("{\"live\":true}");
    }

    @Test
    void isReadyWhenEveryPartIs() throws Exception {
        HttpResponse<String> ready = door.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).startsWith("{\"ready\":true,");
        assertThat(door.json(ready).get("parts")).hasSize(6);
    }

    @Test
    void saysWhichPartIsMissingInBothLanguages() throws Exception {
        brokerUp = false;
        door.platform.intake = null;
        HttpResponse<String> ready = door.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Retry-After")).isPresent();
        assertThat(ready.body()).contains("受理入口尚未启动", "消息代理没有应答");
        JsonNode english = door.json(door.get("/health/ready", "Accept-Language", "en"));
        assertThat(english.at("/parts/0/text").asText()).isEqualTo("the intake has not started");
        assertThat(english.at("/parts/1/ready").asBoolean()).isTrue();
    }

    @Test
    void isNotReadyWhileTheDatabaseIsAway() throws Exception {
        answer = () -> {
            throw new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("away"));
        };
        HttpResponse<String> ready = door.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("数据库没有应答");
    }

    @Test
    void answersWhileTheDatabaseHangs() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        answer = () -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
        try {
            assertThat(door.get("/health/ready").statusCode()).isEqualTo(503);
        } finally {
            hang.countDown();
        }
    }

    private final class FixedQueues implements Queues {

        @Override
        public void ensure(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long depth(String name) {
            return -1;
        }

        @Override
        public boolean up() {
            return brokerUp;
        }
    }

    private final class FixedDatabase implements Database {

        @Override
        public Kind kind() {
            return Kind.H2;
        }

        @Override
        public <T> T write(Work<T> work) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T read(Work<T> work) {
            return (T) answer.get();
        }

        @Override
        public DataSource reader(Zone zone) {
            throw new UnsupportedOperationException(zone.schema());
        }

        @Override
        public void migrate(String module, ClassLoader loader) {
            throw new UnsupportedOperationException();
        }
    }
}
