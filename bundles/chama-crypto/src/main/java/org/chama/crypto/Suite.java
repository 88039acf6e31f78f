package org.chama.crypto;

import java.util.Locale;
import org.chama.api.RefusedException;

/** Which algorithms new work uses. */
enum Suite {
    SM(Algorithm.SM2, Algorithm.SM4),
    INTERNATIONAL(Algorithm.EC_P256, Algorithm.AES_256);

    private final Algorithm signing;
    private final Algorithm encrypting;

    Suite(Algorithm signing, Algorithm encrypting) {
        this.signing = signing;
        this.encrypting = encrypting;
    }

    Algorithm signing() {
        return signing;
    }

    Algorithm encrypting() {
        return encrypting;
    }

    static Suite of(String name) {
        return switch (name.strip().toUpperCase(Locale.ROOT)) {
            case "SM" -> SM;
            case "INTERNATIONAL" -> INTERNATIONAL;
            default ->
                throw new RefusedException(
                        "crypto-suite",
                        "etc/org.chama.crypto.cfg 中的 suite 只能是 SM（国密）或 INTERNATIONAL（国际算法）。",
                        "suite in etc/org.chama.crypto.cfg is SM or INTERNATIONAL.");
        };
    }
}
