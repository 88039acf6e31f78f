package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.chama.api.Text;
import org.chama.api.broker.Queues;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.connector.ReportsStatus;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.intake.Intake;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

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
        door.platform.access = door.gate;
        door.platform.connectors = new Fakes.FixedConnectors();
        door.platform.components = components(ComponentConfigurationDTO.ACTIVE);
    }

    /** The SOAP door in a state, a connector that waits for its configuration, and what is no door. */
    private static ServiceComponentRuntime components(int soap) {
        Map<ComponentDescriptionDTO, ComponentConfigurationDTO> known = Map.of(
                component("soap", ReportsStatus.class.getName()), configuration(soap, "org.chama.connector.soap"),
                component("file", "org.chama.camel.Connector"),
                        configuration(ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION, "none"),
                component("other", "org.example.Other"),
                        configuration(ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "other"));
        return (ServiceComponentRuntime) Proxy.newProxyInstance(
                HealthTest.class.getClassLoader(),
                new Class<?>[] {ServiceComponentRuntime.class},
                (proxy, method, arguments) -> method.getName().equals("getComponentDescriptionDTOs")
                        ? known.keySet()
                        : List.of(known.get(arguments[0])));
    }

    private static ComponentDescriptionDTO component(String name, String service) {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = name;
        component.serviceInterfaces = new String[] {service};
        return component;
    }

    private static ComponentConfigurationDTO configuration(int state, String pid) {
        ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
        configuration.state = state;
        configuration.properties = Map.of("service.pid", pid);
        return configuration;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ComponentConfigurationDTO.UNSATISFIED_REFERENCE,
                ComponentConfigurationDTO.SATISFIED,
                ComponentConfigurationDTO.FAILED_ACTIVATION
            })
    void isNotReadyBeforeTheSoapDoorIsUp(int state) throws Exception {
        door.platform.components = components(state);

        HttpResponse<String> ready = door.get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(door.json(ready).at("/parts/7/text").asText()).isEqualTo("接入端尚未就绪: org.chama.connector.soap");
    }

    @Test
    void isNotReadyWhileAConnectorStartsButWhenOneIsDown() throws Exception {
        for (Optional<Text> reason : List.of(Optional.of(new Text("正在启动", "starting")), Optional.<Text>empty())) {
            ConnectorStatus status = new ConnectorStatus(
                    "vehicles",
                    "bundle",
                    "1",
                    ConnectorState.UNKNOWN,
                    reason,
                    Fakes.AT,
                    List.of(),
                    0,
                    Optional.empty());
            door.platform.connectors = new Connectors() {
                @Override
                public List<ConnectorStatus> all() {
                    return List.of(status);
                }

                @Override
                public void run(String name, boolean run) {
                    throw new UnsupportedOperationException(name);
                }
            };
            HttpResponse<String> ready = door.get("/health/ready", "Accept-Language", "en");
            assertThat(ready.statusCode()).isEqualTo(reason.isPresent() ? 503 : 200);
            assertThat(ready.body().contains("doors that are not up yet: vehicles"))
                    .isEqualTo(reason.isPresent());
        }
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
        assertThat(door.json(ready).get("parts")).hasSize(8);
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
    void isNotReadyWithoutADirectory() throws Exception {
        door.platform.access = null;
        HttpResponse<String> ready = door.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"directory\",\"ready\":false", "用户与权限目录尚未启动");
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
