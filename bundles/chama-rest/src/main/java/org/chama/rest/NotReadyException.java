package org.chama.rest;

import org.chama.api.Refusal;

/** A part of the platform the request needs is not there yet, or is being replaced. */
final class NotReadyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NotReadyException(String part) {
        super(part);
        refusal = Refusal.of(
                "not-ready", "平台尚未就绪(" + part + "),请稍后重试", "the platform is not ready (" + part + "); try again later");
    }

    Refusal refusal() {
        return refusal;
    }
}
