package org.chama.hub;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.chama.api.policy.Mask;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** A policy plugin's service as the framework shows it: the name it is offered under and its bundle's version. */
final class Offer<T> implements ServiceReference<T> {

    private final String name;
    private final Bundle bundle;
    final T policy;

    Offer(String name, String version, T policy) {
        this.name = name;
        this.policy = policy;
        this.bundle = Fakes.of(
                Bundle.class, Map.of("getVersion", Version.parseVersion(version), "getSymbolicName", "test-" + name));
    }

    @Override
    public Object getProperty(String key) {
        return Mask.NAME.equals(key) ? name : null;
    }

    @Override
    public String[] getPropertyKeys() {
        return new String[] {Mask.NAME};
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
        return new Hashtable<>(Map.of(Mask.NAME, name));
    }

    @Override
    public <A> A adapt(Class<A> type) {
        return null;
    }
}
