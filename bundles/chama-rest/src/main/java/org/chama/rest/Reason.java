package org.chama.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Why a person repairs or decides something; it goes into the ledger, so it must hold no personal value. */
final class Reason {

    private static final int LONGEST = 500;

    private Reason() {}

    /** Reads {@code {"reason": "…"}}. */
    static String read(InputStream body) throws IOException {
        String reason = Json.read(body)
                .only(Set.of("reason"))
                .text("reason")
                .map(String::strip)
                .orElse("");
        if (reason.isEmpty() || reason.length() > LONGEST) {
            throw Refused.badRequest(
                    "reason-missing",
                    "须写明理由 reason(1 至 " + LONGEST + " 字)",
                    "a reason of 1 to " + LONGEST + " characters is needed");
        }
        if (PersonalValue.in(reason)) {
            throw Refused.badRequest(
                    "personal-value-in-reason", "理由中不得出现个人信息", "a reason must not hold a personal value");
        }
        return reason;
    }
}
