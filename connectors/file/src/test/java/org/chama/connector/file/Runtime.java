package org.chama.connector.file;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.stream.Stream;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.intake.Intake;
import org.chama.camel.Connector;
import org.chama.camel.host.ConnectorHost;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/** The connector's real host with one connector, as the component runtime would put them together. */
final class Runtime implements AutoCloseable {

    private final ConnectorHost host;

    Runtime(Intake intake, Connector connector) {
        host = new ConnectorHost(intake);
        BundleWiring wiring = of(BundleWiring.class, Map.of("getClassLoader", Runtime.class.getClassLoader()));
        Bundle bundle = of(
                Bundle.class,
                Map.of("getSymbolicName", "file", "getVersion", Version.parseVersion("1.0.0"), "adapt", wiring));
        Map<String, String> settings = Map.of(Connector.NAME, "file-test", Connector.CONFIDENTIALITY, "none");
        Object reference =
                of(ServiceReference.class, Map.of("getBundle", bundle, "getProperty", settings, "hashCode", 1));
        call("addConnector", reference, connector);
    }

    ConnectorStatus status() {
        return host.all().get(0);
    }

    @Override
    public void close() {
        call("stop");
    }

    private void call(String name, Object... arguments) {
        Method method = Stream.of(ConnectorHost.class.getDeclaredMethods())
                .filter(each -> each.getName().equals(name) && each.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        try {
            method.invoke(host, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T of(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object answer = answers.get(method.getName());
            if (answer instanceof Map<?, ?> properties) {
                return properties.get(args[0]);
            }
            if (answer != null) {
                return answer;
            }
            throw new UnsupportedOperationException(method.toString());
        }));
    }
}
