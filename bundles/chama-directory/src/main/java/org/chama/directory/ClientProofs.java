package org.chama.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Authentication.SignedRequest;
import org.chama.api.crypto.Crypto;
import org.chama.api.directory.Client.Credential;

/**
 * How clients prove themselves. The key of an HMAC, and the password of a PasswordDigest, are the ASCII characters of the secret as it
 * was issued. Thread-safe.
 */
final class ClientProofs {

    static final String ALIAS = "clients";

    /** Of a request whose client had proved itself. */
    static final Refusal REPLAYED =
            Refusal.of("replayed", "该请求已经收到过（nonce 重复）。", "This request was received before (its nonce is used up).");

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int LONGEST_SECRET = 256;
    private static final int LONGEST_TARGET = 8_192;
    private static final int LONGEST_NONCE = 128;
    private static final int SHORTEST_NONCE = 16;
    private static final int LONGEST_NONCE_BYTES = 64;
    private static final int SHORTEST_NONCE_BYTES = 8;

    private final Register register;
    private final Crypto crypto;
    private final Clock clock;
    private final Nonces nonces;
    private final Uses uses;
    private final byte[] nobodys;

    ClientProofs(Register register, Crypto crypto, Nonces nonces, Uses uses) {
        this.register = register;
        this.crypto = crypto;
        this.clock = register.clock();
        this.nonces = nonces;
        this.uses = uses;
        this.nobodys = seal(crypto, "", 0, Secrets.make());
    }

    static byte[] seal(Crypto crypto, String client, int credential, String secret) {
        return crypto.encrypt(ALIAS, secret.getBytes(StandardCharsets.US_ASCII), context(client, credential));
    }

    private static byte[] context(String client, int credential) {
        return (client + "/" + credential).getBytes(StandardCharsets.US_ASCII);
    }

    Outcome secret(String client, char[] secret) {
        if (secret.length == 0 || secret.length > LONGEST_SECRET) {
            return wrong();
        }
        byte[] given = new byte[secret.length];
        for (int i = 0; i < secret.length; i++) {
            given[i] = secret[i] < 128 ? (byte) secret[i] : 0;
        }
        try {
            return matching(client, "secret", kept -> MessageDigest.isEqual(kept, given));
        } finally {
            Arrays.fill(given, (byte) 0);
        }
    }

    /** WSS UsernameToken 1.1: base64 of SHA-1 over nonce, created and secret. */
    Outcome digest(String client, byte[] nonce, String created, String digest) {
        if (nonce.length < SHORTEST_NONCE_BYTES || nonce.length > LONGEST_NONCE_BYTES) {
            return refused(
                    "wrong-nonce",
                    "Nonce 须为 " + SHORTEST_NONCE_BYTES + " 至 " + LONGEST_NONCE_BYTES + " 字节。",
                    "The nonce has " + SHORTEST_NONCE_BYTES + " to " + LONGEST_NONCE_BYTES + " bytes.");
        }
        Optional<Instant> at = instant(created);
        if (at.isEmpty()) {
            return refused("wrong-created", "Created 不是带时区的时刻。", "Created is not a moment with a zone.");
        }
        if (isSkewed(at.get())) {
            return skewed();
        }
        Optional<byte[]> given = base64(digest);
        if (given.isEmpty()) {
            return wrong();
        }
        byte[] createdBytes = created.getBytes(StandardCharsets.UTF_8);
        Outcome outcome = matching(
                client,
                "username-token",
                kept -> MessageDigest.isEqual(sha("SHA-1", nonce, createdBytes, kept), given.get()));
        return once(outcome, client, "username-token:" + HexFormat.of().formatHex(nonce), at.get());
    }

    Outcome signature(SignedRequest request) {
        boolean algorithm =
                request.algorithm().equals("HMAC-SM3") || request.algorithm().equals("HMAC-SHA256");
        if (!algorithm) {
            return refused(
                    "wrong-algorithm", "签名算法须为 HMAC-SM3 或 HMAC-SHA256。", "The algorithm is HMAC-SM3 or HMAC-SHA256.");
        }
        if (!isNonce(request.nonce())) {
            return refused(
                    "wrong-nonce",
                    "nonce 须为 " + SHORTEST_NONCE + " 至 " + LONGEST_NONCE + " 个可见 ASCII 字符。",
                    "The nonce is " + SHORTEST_NONCE + " to " + LONGEST_NONCE + " visible ASCII characters.");
        }
        Optional<Instant> at = seconds(request.timestamp());
        if (at.isEmpty()) {
            return refused(
                    "wrong-timestamp",
                    "timestamp 须为自 1970 年起的秒数。",
                    "The timestamp is the number of seconds since 1970.");
        }
        if (isSkewed(at.get())) {
            return skewed();
        }
        Optional<byte[]> given = hex(request.signature());
        if (given.isEmpty() || request.target().length() > LONGEST_TARGET) {
            return wrong();
        }
        byte[] signed = String.join(
                        "\n",
                        request.method(),
                        request.target(),
                        request.timestamp(),
                        request.nonce(),
                        request.bodyDigest())
                .getBytes(StandardCharsets.UTF_8);
        Outcome outcome = matching(
                request.client(),
                "signature",
                kept -> MessageDigest.isEqual(crypto.hmac(request.algorithm(), kept, signed), given.get()));
        return once(outcome, request.client(), "signature:" + request.nonce(), at.get());
    }

    /** Only what was proved uses a nonce up, so that strangers can neither fill the table nor spend another's nonces. */
    private Outcome once(Outcome outcome, String client, String nonce, Instant at) {
        if (outcome instanceof Outcome.Known && !nonces.use(client, nonce, at.plus(SKEW))) {
            return new Outcome.Refused(REPLAYED);
        }
        return outcome;
    }

    /** Tries each valid secret; an unknown client costs as much as a wrong secret. */
    private Outcome matching(String client, String method, Predicate<byte[]> proof) {
        Optional<HeldClient> held = register.client(client);
        List<Credential> valid = held.filter(one -> one.client().enabled())
                .map(one -> one.valid(Credential.Kind.SECRET, Moments.now(clock)))
                .orElse(List.of());
        if (valid.isEmpty()) {
            opened(nobodys, "", 0, proof);
            return wrong();
        }
        int matched = -1;
        for (Credential credential : valid) {
            if (opened(held.get().secrets().get(credential.id()), client, credential.id(), proof)) {
                matched = credential.id();
            }
        }
        if (matched < 0) {
            return wrong();
        }
        uses.used(client, matched);
        return new Outcome.Known(held.get().identity(method), false);
    }

    private boolean opened(byte[] envelope, String client, int credential, Predicate<byte[]> proof) {
        byte[] secret = crypto.decrypt(envelope, context(client, credential));
        try {
            return proof.test(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    Outcome certificate(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            return refused("no-certificate", "没有出示证书。", "No certificate was shown.");
        }
        X509Certificate certificate = chain.get(0);
        Instant now = clock.instant();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            return refused("expired-certificate", "证书已过期。", "The certificate has expired.");
        }
        if (Date.from(now).before(certificate.getNotBefore())) {
            return refused("early-certificate", "证书尚未生效。", "The certificate is not valid yet.");
        }
        String fingerprint = fingerprint(certificate);
        OffsetDateTime at = Moments.now(clock);
        List<HeldClient> owners = new ArrayList<>();
        register.clientsOf(fingerprint).forEach(name -> register.client(name).ifPresent(owners::add));
        for (HeldClient owner : owners) {
            Optional<Credential> credential = owner.client().credentials().stream()
                    .filter(one -> one.digest().equals(fingerprint))
                    .findFirst();
            if (credential.isEmpty()) {
                continue;
            }
            if (!HeldClient.validAt(credential.get(), at)) {
                return refused("expired-credential", "该证书的绑定已到期。", "The binding of this certificate is over.");
            }
            if (!owner.client().enabled()) {
                return refused("disabled-client", "该接入系统已停用。", "The client of this certificate is disabled.");
            }
            uses.used(owner.client().name(), credential.get().id());
            return new Outcome.Known(owner.identity("certificate"), false);
        }
        return owners.isEmpty()
                ? refused("unbound-certificate", "该证书未绑定任何接入系统。", "The certificate is bound to no client.")
                : refused("revoked-certificate", "该证书已被撤销。", "The certificate was revoked.");
    }

    /** SHA-256 of the certificate, hex. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(sha("SHA-256", certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new RefusedException("wrong-certificate", "证书无法编码。", "The certificate cannot be encoded.");
        }
    }

    private static byte[] sha(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isSkewed(Instant at) {
        return Duration.between(at, clock.instant()).abs().compareTo(SKEW) > 0;
    }

    private static boolean isNonce(String nonce) {
        return nonce.length() >= SHORTEST_NONCE
                && nonce.length() <= LONGEST_NONCE
                && nonce.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static Optional<Instant> seconds(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 11 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Instant.ofEpochSecond(Long.parseLong(text))) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.length() > 40
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return text.length() > 64
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return text.length() > 128
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Outcome skewed() {
        return refused(
                "clock-skew",
                "请求的时刻与平台时钟相差超过 5 分钟：请校准接入系统的时钟。",
                "The moment of the request is more than five minutes off the platform's clock: set the system's clock.");
    }

    private static Outcome wrong() {
        return refused(
                "wrong-credentials",
                "接入系统不存在、已停用，或其凭证不正确。",
                "The client is unknown or disabled, or its credential is wrong.");
    }

    static Outcome.Refused refused(String code, String zh, String en) {
        return new Outcome.Refused(Refusal.of(code, zh, en));
    }
}
