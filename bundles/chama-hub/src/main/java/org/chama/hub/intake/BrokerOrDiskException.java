package org.chama.hub.intake;

/** Broker or disk did not do their part; what was claimed goes on later under the same number. */
final class BrokerOrDiskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerOrDiskException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
