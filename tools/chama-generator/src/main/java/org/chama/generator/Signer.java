package org.chama.generator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as a client of the platform: HMAC-SHA256 over method, target, timestamp, nonce and digest of the body. */
final class Signer {

    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 16;

    private final String client;
    private final SecretKeySpec key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Signer(String client, String secret, Clock clock) {
        this.client = client;
        this.key = new SecretKeySpec(secret.getBytes(UTF_8), HMAC);
        this.clock = clock;
    }

    /** Value of the header {@code Authorization}; another each time. */
    String authorization(String method, URI target, byte[] body) {
        byte[] fresh = new byte[NONCE_BYTES];
        random.nextBytes(fresh);
        String nonce = HexFormat.of().formatHex(fresh);
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        try {
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String text = String.join("\n", method, target.getRawPath() + query, timestamp, nonce, digest);
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return "Chama client=" + client + ", algorithm=HMAC-SHA256, timestamp=" + timestamp + ", nonce=" + nonce
                    + ", signature=" + HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
