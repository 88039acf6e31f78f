package org.chama.rest;

import org.chama.api.Refusal;

/** A refusal of the door itself, with its HTTP status. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Refusal refusal;

    Refused(int status, Refusal refusal) {
        super(refusal.code());
        this.status = status;
        this.refusal = refusal;
    }

    static Refused badRequest(String code, String zh, String en) {
        return new Refused(400, Refusal.of(code, zh, en));
    }

    static Refused notFound(String code, String zh, String en) {
        return new Refused(404, Refusal.of(code, zh, en));
    }

    int status() {
        return status;
    }

    Refusal refusal() {
        return refusal;
    }
}
