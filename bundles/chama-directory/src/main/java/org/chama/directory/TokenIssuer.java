package org.chama.directory;

import org.chama.api.Refusal;

/** Checks tokens of the configured OpenID Connect issuer. */
interface TokenIssuer {

    /** What a token says. */
    sealed interface Checked {
        /** @param value of the claim that names the account */
        record Subject(String value) implements Checked {}

        record Refused(Refusal refusal) implements Checked {}
    }

    Checked check(String token);
}
