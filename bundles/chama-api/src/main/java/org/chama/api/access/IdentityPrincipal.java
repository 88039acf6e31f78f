package org.chama.api.access;

import java.security.Principal;
import java.util.Objects;

/**
 * In the JAAS subject of the console and the broker: who signed in.
 *
 * @param mustChange the password is a first one: nothing is allowed but to change it
 */
public record IdentityPrincipal(Identity identity, boolean mustChange) implements Principal {

    public IdentityPrincipal {
        Objects.requireNonNull(identity);
    }

    @Override
    public String getName() {
        return identity.name();
    }
}
