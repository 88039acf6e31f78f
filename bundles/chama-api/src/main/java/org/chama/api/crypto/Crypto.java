package org.chama.api.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The node's cryptography: digests, and keys that are named and never handed out. Which algorithms sign and encrypt is the suite
 * the operator chose ({@code SM}: SM2 with SM3, SM4-GCM; {@code INTERNATIONAL}: ECDSA P-256 with SHA-256, AES-256-GCM); what a key
 * made says which key and algorithm it was, so that both suites' products stay readable. Thread-safe.
 *
 * <p>An alias is 1 to 128 of {@code a-z 0-9 - . : /}; a key is made at its alias' first use. Versions count from 1, whatever their
 * algorithm, and are never given twice; the highest version of the chosen suite's algorithm is used for new work, all stay for old
 * work until they are destroyed.
 */
@ProviderType
public interface Crypto {

    /** SM3 (GB/T 32905-2016), 32 bytes. */
    byte[] sm3(byte[] data);

    /** SM3 of everything the stream gives; it is not closed. */
    byte[] sm3(InputStream data) throws IOException;

    /**
     * HMAC-SM3 (GM/T 0091-2020 profile of HMAC) with the only version of a key: the same for ever, for pseudonyms and blind indexes.
     * Such a key is not rotated; a new one is a new alias. (Its version is 1, unless it takes the place of one that was lost.)
     */
    byte[] hmacSm3(String alias, byte[] data);

    /** HMAC with a key that is not of the store: a client's secret. @param algorithm {@code HMAC-SM3} or {@code HMAC-SHA256} */
    byte[] hmac(String algorithm, byte[] key, byte[] data);

    /** Signs with the highest version of the chosen suite. */
    Signature sign(String alias, byte[] data);

    /** Whether the signature is right; false too when the key is unknown here. */
    boolean verify(Signature signature, byte[] data);

    /** The public key a signature names, as a PEM of its SubjectPublicKeyInfo. */
    String publicKey(String alias, int version);

    /**
     * Encrypts and authenticates with the highest version of the chosen suite.
     *
     * @param context what it belongs to, authenticated but not stored: a ciphertext moved elsewhere does not open
     * @return an envelope that names form, algorithm, alias and version
     */
    byte[] encrypt(String alias, byte[] plain, byte[] context);

    /** @throws org.chama.api.RefusedException {@code cannot-decrypt} when key, content or context is not right */
    byte[] decrypt(byte[] envelope, byte[] context);

    /** Alias and version an envelope names, as {@code alias/version}. */
    String keyOf(byte[] envelope);

    /** The key {@link #encrypt} uses now, as {@link #keyOf} names it; it is made when there is none. */
    default String encryptsWith(String alias) {
        return keyOf(encrypt(alias, new byte[0], new byte[0]));
    }

    /** All keys, ordered by alias and version. */
    List<Key> keys();

    /**
     * Makes the next version of a key that signs or encrypts, by the chosen suite's algorithm. Nodes that share a store take turns: each
     * call makes a version of its own.
     */
    Key rotate(String alias);

    /** @param algorithm {@code SM2}, {@code SM4}, {@code HMAC-SM3}, {@code EC-P256}, {@code AES-256} */
    record Key(String alias, int version, String algorithm, OffsetDateTime made) {}

    /**
     * A signature and what is needed to check it.
     *
     * @param algorithm {@code SM2-SM3} or {@code ECDSA-SHA256}
     * @param value DER
     */
    record Signature(String alias, int version, String algorithm, byte[] value) {}
}
