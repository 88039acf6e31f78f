package org.chama.camel.host;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.chama.camel.Connector;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/** What a connector's bundle and service look like to the host. */
final class Fakes {

    private Fakes() {}

    /** A bundle on the class loader of the tests. */
    static Bundle bundle() {
        BundleWiring wiring = of(BundleWiring.class, Map.of("getClassLoader", Fakes.class.getClassLoader()));
        return of(
                Bundle.class,
                Map.of(
                        "getSymbolicName",
                        "org.example.connector",
                        "getVersion",
                        Version.parseVersion("1.2.3"),
                        "adapt",
                        wiring));
    }

    private static <T> T of(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
            }
            throw new UnsupportedOperationException(method.toString());
        }));
    }

    /** A connector's service with its properties. */
    static final class Reference implements ServiceReference<Connector> {

        private final Map<String, Object> properties;
        private final Bundle bundle = bundle();

        Reference(Map<String, Object> properties) {
            this.properties = properties;
        }

        @Override
        public Object getProperty(String key) {
            return properties.getOrDefault(key, key.equals(Connector.CONFIDENTIALITY) ? "none" : null);
        }

        @Override
        public String[] getPropertyKeys() {
            return properties.keySet().toArray(String[]::new);
        }

        @Override
        public Bundle getBundle() {
            return bundle;
        }

        @Override
        public Bundle[] getUsingBundles() {
            return new Bundle[0];
        }

        @Override
        public boolean isAssignableTo(Bundle other, String className) {
            return true;
        }

        @Override
        public int compareTo(Object other) {
            return Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return new Hashtable<>(properties);
        }

        @Override
        public <A> A adapt(Class<A> type) {
            return null;
        }
    }
}
