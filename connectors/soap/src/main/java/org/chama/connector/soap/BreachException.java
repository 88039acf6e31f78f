package org.chama.connector.soap;

import org.chama.api.Refusal;

/** A proof that is not one; says why, never with a value of it. */
final class BreachException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    BreachException(String zh, String en) {
        super(en, null, false, false);
        this.refusal = Refusal.of("wrong-credential", zh, en);
    }

    Refusal refusal() {
        return refusal;
    }
}
