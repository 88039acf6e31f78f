package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

class DoorTest {

    private final List<Servlet> offered = new ArrayList<>();
    private final List<Configuration> configurations = new ArrayList<>();
    private String frameworkHost;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"})
    void opensOnLoopback(String host) {
        configurations.add(configuration(null, host));
        door();
        assertThat(offered).hasSize(4);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "0.0.0.0", "::", "192.168.1.1", "127.0.0.1.example.com", "127.0.0", "127.0.0.256", "127.1"})
    void staysClosedOnAnyOtherAddress(String host) {
        configurations.add(configuration(null, host));
        door();
        assertThat(offered).isEmpty();
    }

    @Test
    void staysClosedWithoutAnySetting() {
        door();
        assertThat(offered).isEmpty();
    }

    @Test
    void takesTheFrameworksSettingWhereTheConfigurationHasNone() {
        frameworkHost = "127.0.0.1";
        door();
        assertThat(offered).hasSize(4);
    }

    @Test
    void staysClosedWhenASecondHttpServiceListensElsewhere() {
        configurations.add(configuration(null, "127.0.0.1"));
        configurations.add(configuration(Door.PID, "0.0.0.0"));
        door();
        assertThat(offered).isEmpty();
    }

    @Test
    void closesAndOpensWithTheConfiguration() {
        configurations.add(configuration(null, "127.0.0.1"));
        Door door = door();
        configurations.set(0, configuration(null, "0.0.0.0"));
        door.configurationEvent(event("another.pid"));
        assertThat(offered).hasSize(4);
        door.configurationEvent(event(Door.PID));
        assertThat(offered).isEmpty();
        configurations.set(0, configuration(null, "127.0.0.1"));
        door.configurationEvent(event(Door.PID));
        assertThat(offered).hasSize(4);
        door.close();
        assertThat(offered).isEmpty();
    }

    private Door door() {
        BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> frameworkHost;
            case "registerService" -> registration((Servlet) arguments[1]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
        ConfigurationAdmin admin = fake(
                ConfigurationAdmin.class,
                (proxy, method, arguments) ->
                        configurations.isEmpty() ? null : configurations.toArray(new Configuration[0]));
        return new Door(context, admin, new Platform());
    }

    private ServiceRegistration<?> registration(Servlet servlet) {
        offered.add(servlet);
        return fake(ServiceRegistration.class, (proxy, method, arguments) -> {
            offered.remove(servlet);
            return null;
        });
    }

    private static Configuration configuration(String factory, String host) {
        Dictionary<String, Object> properties = new Hashtable<>();
        if (host != null) {
            properties.put(Door.HOST, host);
        }
        return fake(
                Configuration.class,
                (proxy, method, arguments) -> method.getName().equals("getFactoryPid") ? factory : properties);
    }

    private static ConfigurationEvent event(String pid) {
        ServiceReference<ConfigurationAdmin> reference =
                cast(fake(ServiceReference.class, (proxy, method, arguments) -> null));
        return new ConfigurationEvent(reference, ConfigurationEvent.CM_UPDATED, null, pid);
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<ConfigurationAdmin> cast(ServiceReference<?> reference) {
        return (ServiceReference<ConfigurationAdmin>) reference;
    }

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }
}
