/**
 * Digests, keys by alias and version, TLS of the doors, certificates for trials.
 *
 * <p><b>Key store.</b> One PKCS#12 file, replaced whole, mode 0600, that several nodes may share. Every key is a secret entry named
 * {@code alias#version#algorithm#made}, {@code ledger#2#sm2#20261125t043000z}; a name without {@code #} is version 1 of an HMAC-SM3
 * key. An entry's content is the key's bytes: 16 for SM4, 32 for AES-256 and HMAC-SM3, and for SM2 and EC-P256 the private scalar of 32
 * bytes, big-endian, from which the public key is computed: PKCS#12 has no private key without a certificate, and the JDK knows no SM2.
 * The entry is labelled HmacSHA256 whatever it holds, since PKCS#12 knows no name for ours. Beside the file lies {@code .lock}, which
 * who changes it holds; the file is read again before a key is added, so that none made elsewhere is lost.
 *
 * <p><b>The right store.</b> A wrong path, a late mount, a second node with a folder of its own or an older backup would give keys of the
 * same names that open nothing and find nothing. So the store has a random id, an entry named {@code #store#id}, and the database
 * knows this id and the highest version of each alias ({@code chama.key_store}, {@code chama.key_version}). While it knows a store, none
 * is made; one with another id, or without a version the database knows, is refused, at the start and later ({@code key-store-missing},
 * {@code key-store-other}, {@code key-store-older}: the message names the id). When a store is lost for good, the setting
 * {@code accept.new.store = <its id>} takes what lies there, or a new one, in its place: it gets an id of its own, so that the setting has no
 * more effect, and its keys get versions nobody ever had, so that no old envelope or signature names them. What the lost keys encrypted
 * stays closed, and blind indexes and pseudonyms made with them are not found again. A new database takes the store it is given.
 *
 * <p><b>Suites.</b> {@code suite} decides what new work uses: the highest version made by the suite's algorithm, or the next version
 * when there is none, as at the first use after the suite was changed. Nodes that share a store should have the same suite.
 *
 * <p><b>Envelope.</b> Form 1: see {@link org.chama.crypto.Envelope}. Nonces are 96 random bits, so one version of a key should encrypt no
 * more than 2<sup>32</sup> values (SP 800-38D, 8.3: a repeat is then less likely than 2<sup>-32</sup>): rotate it before.
 *
 * <p><b>Blind index</b> of an encrypted item that is a key, subject or filter: {@code hmacSm3("blind/" + dataset number + "/" + item
 * number, canonical value)}. It tells equality within that one item and nothing else, since every item has a key of its own, and it is
 * never rotated: a new index is a new alias and a re-encryption. The value should be brought to one form first, and an item with few
 * possible values should have none: who reads the index counts them.
 *
 * <p><b>Signatures</b> are DER. SM2 uses SM3 and the user identity {@code 1234567812345678} (GM/T 0009); {@code publicKey} names the curve
 * by its OID, so that other tools check them.
 */
package org.chama.crypto;
