package org.chama.api.access;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Who acts, after authentication. Carries no secret.
 *
 * @param name of the account, client or node; empty for nobody
 * @param held the roles at this moment
 * @param method how it was proved: {@code password}, {@code session}, {@code bearer}, {@code signature}, {@code certificate},
 *     {@code username-token}, {@code secret}, {@code local}; empty for nobody
 */
public record Identity(Kind kind, String name, Set<Held> held, String method) {

    /** What kind of actor it is. */
    public enum Kind {
        /** A person. */
        ACCOUNT,
        /** A legacy or consuming system of one department. */
        CLIENT,
        /** This platform itself. */
        NODE,
        NOBODY
    }

    public static final Identity NOBODY = new Identity(Kind.NOBODY, "", Set.of(), "");

    public Identity {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(method);
        held = Set.copyOf(held);
    }

    public boolean isKnown() {
        return kind != Kind.NOBODY;
    }

    /** As the ledger names it: {@code account:li}, {@code client:civil-affairs-register}, {@code nobody}. */
    public String actor() {
        return kind == Kind.NOBODY ? "nobody" : kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }
}
