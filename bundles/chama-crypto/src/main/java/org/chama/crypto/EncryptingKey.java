package org.chama.crypto;

import java.util.Optional;

/** A key that encrypts and authenticates in Galois/counter mode (GB/T 17964, SP 800-38D). Thread-safe. */
interface EncryptingKey {

    /** Writes ciphertext and tag where the envelope has room for them; its head and nonce are there. */
    void seal(Envelope envelope, byte[] plain, byte[] context);

    /** Nothing when envelope or context is not what was sealed. */
    Optional<byte[]> open(Envelope envelope, byte[] context);

    static EncryptingKey of(Algorithm algorithm, byte[] secret) {
        return algorithm == Algorithm.SM4 ? new Sm4Gcm(secret) : new AesGcm(secret);
    }
}
