package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.connector.ConnectorState;
import org.chama.api.dataset.WriteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

class SoapDoorTest {

    private Optional<String> httpHost = Optional.of("127.0.0.1");
    private Optional<Dictionary<?, ?>> registered = Optional.empty();

    @Test
    void opensOnLoopbackAndReportsItself() {
        SoapDoor door = door(Map.of());

        assertThat(registered).isPresent();
        assertThat(registered.get().get("osgi.http.whiteboard.servlet.pattern")).isEqualTo("/soap/*");
        assertThat(door.status().state()).isEqualTo(ConnectorState.IDLE);
        assertThat(door.status().name()).isEqualTo("soap");
        assertThat(door.status().bundle()).isEqualTo("chama-connector-soap");

        door.close();
        assertThat(registered).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "", "127.evil.example", "localhost.evil.example", "::"})
    void staysClosedElsewhereAndSaysWhy(String host) {
        httpHost = Optional.of(host);

        SoapDoor door = door(Map.of());

        assertThat(registered).isEmpty();
        assertThat(door.status().state()).isEqualTo(ConnectorState.DOWN);
        assertThat(door.status().reason().orElseThrow().en()).contains("org.apache.felix.http.host=127.0.0.1");
    }

    @Test
    void followsAChangeOfTheHttpConfiguration() {
        httpHost = Optional.empty();
        SoapDoor door = door(Map.of());
        assertThat(registered).isEmpty();

        httpHost = Optional.of("localhost");
        door.configurationEvent(event(SoapDoor.HTTP_PID));
        assertThat(registered).isPresent();

        httpHost = Optional.of("0.0.0.0");
        door.configurationEvent(event("something.else"));
        assertThat(registered).isPresent();
        door.configurationEvent(event(SoapDoor.HTTP_PID));
        assertThat(registered).isEmpty();
        assertThat(door.status().state()).isEqualTo(ConnectorState.DOWN);

        door.close();
        httpHost = Optional.of("127.0.0.1");
        door.configurationEvent(event(SoapDoor.HTTP_PID));
        assertThat(registered).as("after its end").isEmpty();
    }

    @Test
    void isStoppedWhenItIsNotEnabled() {
        SoapDoor door = door(Map.of("enabled", false));

        assertThat(registered).isEmpty();
        assertThat(door.status().state()).isEqualTo(ConnectorState.STOPPED);
        assertThat(door.status().reason()).isEmpty();
    }

    @Test
    void staysClosedWithASettingOutOfRangeAndNamesIt() {
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(Map.of("max_body_bytes", 1L), Map.of("max_records_per_call", 0))) {
            SoapDoor door = door(wrong);
            assertThat(registered).isEmpty();
            assertThat(door.status().reason().orElseThrow().en()).contains(SoapDoor.PID);
        }
    }

    private SoapDoor door(Map<String, Object> settings) {
        Fakes.Catalogue datasets = new Fakes.Catalogue(Fakes.dataset("vehicles", 1, WriteMode.UPSERT, "plate", "号牌号码"));
        Fakes.Hub hub = new Fakes.Hub(datasets);
        Clients clients = new Clients();
        return new SoapDoor(
                bundle(),
                new Given(settings),
                hub,
                hub,
                datasets,
                clients,
                clients,
                clients.crypto(),
                configurations());
    }

    private record Given(Map<String, Object> values) implements SoapDoor.Settings {

        @Override
        public long max_body_bytes() {
            return (Long) values.getOrDefault("max_body_bytes", 8388608L);
        }

        @Override
        public int max_records_per_call() {
            return (Integer) values.getOrDefault("max_records_per_call", 20000);
        }

        @Override
        public boolean enabled() {
            return (Boolean) values.getOrDefault("enabled", true);
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return SoapDoor.Settings.class;
        }
    }

    @SuppressWarnings("unchecked")
    private ConfigurationEvent event(String pid) {
        return new ConfigurationEvent(
                fake(org.osgi.framework.ServiceReference.class, Map.of()), ConfigurationEvent.CM_UPDATED, null, pid);
    }

    private BundleContext bundle() {
        Bundle bundle = fake(
                Bundle.class,
                Map.of(
                        "getSymbolicName",
                        arguments -> "chama-connector-soap",
                        "getVersion",
                        arguments -> Version.valueOf("1.0.0")));
        Map<String, Call> calls = new HashMap<>();
        calls.put("getBundle", arguments -> bundle);
        calls.put("registerService", arguments -> {
            assertThat(arguments[0]).isEqualTo(Servlet.class);
            registered = Optional.of((Dictionary<?, ?>) arguments[2]);
            return fake(ServiceRegistration.class, Map.of("unregister", none -> {
                registered = Optional.empty();
                ((PublishServlet) arguments[1]).destroyBus();
                return null;
            }));
        });
        return fake(BundleContext.class, calls);
    }

    private ConfigurationAdmin configurations() {
        return fake(ConfigurationAdmin.class, Map.of("listConfigurations", arguments -> {
            assertThat(arguments[0]).isEqualTo("(service.pid=org.apache.felix.http)");
            if (httpHost.isEmpty()) {
                return null;
            }
            Hashtable<String, Object> properties = new Hashtable<>(Map.of(SoapDoor.HTTP_HOST, httpHost.get()));
            return new Configuration[] {fake(Configuration.class, Map.of("getProperties", none -> properties))};
        }));
    }

    private interface Call {
        Object with(Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Map<String, Call> calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Call call = calls.get(method.getName());
                    if (call == null) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return call.with(arguments);
                }));
    }
}
