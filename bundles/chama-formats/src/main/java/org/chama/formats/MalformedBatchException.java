package org.chama.formats;

/** A body that is no batch of ours, or one that was damaged on the way. */
public final class MalformedBatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedBatchException(String message) {
        super(message);
    }
}
