package org.chama.hub.policy;

import org.chama.api.Refusal;

/** A policy is absent or did not do what it must; the stage that asked for it stops. */
public final class PolicyFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public PolicyFault(String code, String zh, String en, Throwable cause) {
        super(en, cause);
        this.refusal = Refusal.of(code, zh, en);
    }

    public PolicyFault(String code, String zh, String en) {
        this(code, zh, en, null);
    }

    public Refusal refusal() {
        return refusal;
    }
}
