package org.chama.directory;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as the container makes them: what is not given is the default. */
final class Defaults {

    private Defaults() {}

    static <A> A of(Class<A> settings, Map<String, Object> given) {
        return settings.cast(Proxy.newProxyInstance(
                settings.getClassLoader(),
                new Class<?>[] {settings},
                (proxy, method, args) -> given.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
