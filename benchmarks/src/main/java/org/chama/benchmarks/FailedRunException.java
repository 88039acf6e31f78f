package org.chama.benchmarks;

/** A run that does not count: its oracle failed or it did not come to its end. */
final class FailedRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedRunException(String message) {
        super(message);
    }
}
