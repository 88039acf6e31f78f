package org.chama.api.directory;

import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;

/**
 * A person's account (账号). Carries no secret.
 *
 * @param name of sign-in, {@code [a-z][a-z0-9-]{1,47}}, never reused
 * @param person the person's name; for screens, never in logs
 * @param subject of the OpenID Connect issuer, empty when the person signs in here
 * @param enabled false when it may not be used
 * @param lockedUntil after too many wrong passwords
 */
public record Account(
        String name,
        String person,
        Optional<String> subject,
        Set<Held> held,
        boolean enabled,
        Optional<OffsetDateTime> lockedUntil,
        long version) {

    public Account {
        Objects.requireNonNull(name);
        Objects.requireNonNull(person);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(lockedUntil);
        held = Set.copyOf(held);
    }
}
