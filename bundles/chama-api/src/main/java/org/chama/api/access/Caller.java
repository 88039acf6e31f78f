package org.chama.api.access;

import java.util.Objects;

/** Who asks, and through which door. */
public record Caller(Identity identity, Origin origin) {

    public Caller {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(origin);
    }
}
