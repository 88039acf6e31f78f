package org.chama.ledger.verifier;

/** Who can tell whether a block's signature is right. Thread-safe. */
@FunctionalInterface
public interface Signatures {

    /**
     * Whether this is the named key's signature of these bytes; false too when the key is not known.
     *
     * @param key alias and version
     * @param signature DER
     */
    boolean good(String key, String algorithm, byte[] header, byte[] signature);
}
