package org.chama.hub;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Stream;

/** Calls what the component runtime calls: methods of a component that nobody else may see. */
final class Scr {

    private Scr() {}

    static void call(Object component, String name, Object... arguments) {
        Method method = Stream.of(component.getClass().getDeclaredMethods())
                .filter(each -> each.getName().equals(name) && each.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow(() -> new AssertionError(component.getClass() + " has no " + name));
        method.setAccessible(true);
        try {
            method.invoke(component, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
