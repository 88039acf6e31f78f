package org.chama.api.crypto;

import org.osgi.annotation.versioning.ProviderType;

/** Digests and keyed digests of the node's suite; keys are named, never handed out. Thread-safe. */
@ProviderType
public interface Crypto {

    /** SM3 (GB/T 32905-2016), 32 bytes. */
    byte[] sm3(byte[] data);

    /**
     * HMAC-SM3 (GM/T 0091-2020 profile of HMAC) with a key of the key store.
     *
     * @param alias made at the first use when the store has none
     */
    byte[] hmacSm3(String alias, byte[] data);
}
