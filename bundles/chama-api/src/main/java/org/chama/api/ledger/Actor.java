package org.chama.api.ledger;

import java.util.Locale;
import java.util.Objects;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;

/**
 * Who did it, as it was at that time.
 *
 * @param name {@code account:…}, {@code client:…}, {@code connector:…}, {@code node:…} or {@code nobody}
 * @param department in which the role is held, empty for none
 * @param role by which it was allowed, empty for machines
 * @param channel the door, lower case
 * @param request id of the request, empty when there was none
 */
public record Actor(String name, String department, String role, String channel, String request) {

    public Actor {
        Objects.requireNonNull(name);
        Objects.requireNonNull(department);
        Objects.requireNonNull(role);
        Objects.requireNonNull(channel);
        Objects.requireNonNull(request);
    }

    /** A caller by the role that let it pass. */
    public static Actor of(Caller caller, Held held) {
        return new Actor(
                caller.identity().actor(),
                held.department(),
                held.role().name(),
                caller.origin().channel().name().toLowerCase(Locale.ROOT),
                caller.origin().request());
    }

    /** A machine: {@code node:…}, {@code connector:…}. */
    public static Actor machine(String name) {
        return new Actor(name, "", "", "node", "");
    }
}
