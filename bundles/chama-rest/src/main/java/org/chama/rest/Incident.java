package org.chama.rest;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what was not expected: classes and places only, since messages of a database or parser may hold a value. */
final class Incident {

    private static final Logger LOG = LoggerFactory.getLogger(Incident.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DEEPEST = 8;

    private Incident() {}

    /** Returns the id the caller is told. */
    static String log(Throwable thrown) {
        byte[] id = new byte[6];
        RANDOM.nextBytes(id);
        String incident = HexFormat.of().formatHex(id);
        LOG.error("incident {} at the REST door: {}", incident, places(thrown));
        return incident;
    }

    static String places(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int i = 0; i < DEEPEST && cause != null; i++) {
            text.append(i == 0 ? "" : "\ncaused by ").append(cause.getClass().getName());
            for (StackTraceElement place : cause.getStackTrace()) {
                text.append("\n  at ").append(place);
            }
            cause = cause.getCause();
        }
        return text.toString();
    }
}
