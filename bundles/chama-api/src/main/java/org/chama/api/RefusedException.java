package org.chama.api;

/** Carries a refusal of a whole file, call or command through code that can only return a result. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.text().en());
        this.refusal = refusal;
    }

    public RefusedException(String code, String zh, String en) {
        this(Refusal.of(code, zh, en));
    }

    public Refusal refusal() {
        return refusal;
    }
}
