package org.chama.rest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What follows {@code Authorization: Chama}: client, algorithm, timestamp, nonce and signature, each once, separated by commas, with
 * or without quotation marks.
 */
record Signed(String client, String algorithm, String timestamp, String nonce, String signature) {

    private static final int LONGEST = 1_024;
    private static final int PARAMETERS = 5;

    /** Empty when it is not of that form. */
    static Optional<Signed> parse(String parameters) {
        if (parameters.length() > LONGEST) {
            return Optional.empty();
        }
        Map<String, String> given = new HashMap<>();
        for (String parameter : parameters.split(",", PARAMETERS + 1)) {
            int equals = parameter.indexOf('=');
            if (equals < 0
                    || given.put(
                                    parameter.substring(0, equals).strip(),
                                    unquoted(parameter.substring(equals + 1).strip()))
                            != null) {
                return Optional.empty();
            }
        }
        Signed signed = new Signed(
                given.getOrDefault("client", ""),
                given.getOrDefault("algorithm", ""),
                given.getOrDefault("timestamp", ""),
                given.getOrDefault("nonce", ""),
                given.getOrDefault("signature", ""));
        return given.size() == PARAMETERS && signed.isWhole() ? Optional.of(signed) : Optional.empty();
    }

    private boolean isWhole() {
        return !client.isEmpty()
                && !algorithm.isEmpty()
                && !timestamp.isEmpty()
                && !nonce.isEmpty()
                && !signature.isEmpty();
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
