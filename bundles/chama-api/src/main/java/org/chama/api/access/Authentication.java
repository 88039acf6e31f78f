package org.chama.api.access;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chama.api.Refusal;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Proves who somebody is. Thread-safe. A refusal says the same for an unknown name and a wrong secret and takes the same time;
 * it is counted (lockout) and recorded here. Secrets handed in are wiped by their owner, never kept, never logged.
 */
@ProviderType
public interface Authentication {

    /** What came out. */
    sealed interface Outcome {
        /** @param mustChange the password is a first one: nothing is allowed but to change it */
        record Known(Identity identity, boolean mustChange) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /** A person's name and password. */
    Outcome password(String account, char[] password, Origin origin);

    /** The token of a session that {@link #open} made; prolongs it. */
    Outcome session(String token, Origin origin);

    /** An OpenID Connect token of the configured issuer. */
    Outcome bearer(String token, Origin origin);

    /** A client's name and secret: UsernameToken with PasswordText, AMQP and STOMP log-ins. */
    Outcome secret(String client, char[] secret, Origin origin);

    /** A UsernameToken with PasswordDigest (WSS 1.1): base64 of SHA-1 over nonce, created and secret. */
    Outcome digest(String client, byte[] nonce, String created, String digest, Origin origin);

    /** A request signed with a client's API key. */
    Outcome signature(SignedRequest request, Origin origin);

    /** A client certificate whose chain the transport has checked, or that a WS-Security signature proved. */
    Outcome certificate(List<X509Certificate> chain, Origin origin);

    /** Begins a session of a person. */
    Session open(Identity identity, Origin origin);

    void close(String token);

    /**
     * Changes one's own password; ends all of one's sessions, so the door opens a new one.
     *
     * @return why not, or empty when done
     */
    Optional<Refusal> change(String account, char[] before, char[] after, Origin origin);

    /**
     * A session.
     *
     * @param token 256 random bits, only its digest is kept
     * @param csrf what a page must send with every change
     */
    record Session(String token, String csrf, Instant ends) {}

    /** The CSRF value that belongs to a session's token. */
    String csrf(String token);

    /**
     * What is signed: {@code METHOD \n path?query \n timestamp \n nonce \n digest of the body}.
     *
     * @param algorithm {@code HMAC-SM3} or {@code HMAC-SHA256}
     * @param target path with query as sent
     * @param timestamp seconds since 1970, at most five minutes off
     * @param nonce never used before by this client within that time
     * @param bodyDigest SM3 or SHA-256 of the body, hex, computed by the door from what it received
     * @param signature hex
     */
    record SignedRequest(
            String client,
            String algorithm,
            String method,
            String target,
            String timestamp,
            String nonce,
            String bodyDigest,
            String signature) {}
}
