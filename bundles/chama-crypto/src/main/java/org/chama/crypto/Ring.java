package org.chama.crypto;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.crypto.OwnerFile.Stamp;

/**
 * What a key store's file held when it was read or written; never changes.
 *
 * @param id tells stores apart; stores of earlier forms have none yet
 * @param keys by alias, by version
 */
record Ring(KeyStore store, Optional<String> id, Map<String, List<KeyEntry>> keys, Stamp stamp) {

    static final int ID_BYTES = 16;

    /** What no key's name begins with. */
    private static final String ID = "#store#";

    static String nameOf(String id) {
        return ID + id;
    }

    static Ring of(KeyStore store, OwnerFile file, Stamp stamp) throws KeyStoreException {
        Map<String, List<KeyEntry>> keys = new HashMap<>();
        Optional<String> id = Optional.empty();
        for (String name : Collections.list(store.aliases())) {
            if (id.isEmpty() && name.startsWith(ID) && name.length() == ID.length() + 2 * ID_BYTES) {
                id = Optional.of(name.substring(ID.length()));
                continue;
            }
            KeyEntry entry = KeyEntry.parse(name, store.getCreationDate(name).toInstant())
                    .filter(e -> isSecret(store, name))
                    .orElseThrow(() -> new RefusedException(
                            "key-store",
                            "密钥库 " + file.path() + " 中的条目“" + name + "”不是本平台写入的：请移走。",
                            "The entry '" + name + "' in the key store " + file.path()
                                    + " is none of this platform's: take it out."));
            List<KeyEntry> versions = keys.computeIfAbsent(entry.alias(), a -> new ArrayList<>());
            for (KeyEntry other : versions) {
                if (other.version() == entry.version()
                        || other.algorithm().use() != entry.algorithm().use()) {
                    throw new RefusedException(
                            "key-store",
                            "密钥库 " + file.path() + " 中的条目“" + name + "”与“" + other.name() + "”矛盾。",
                            "The entries '" + name + "' and '" + other.name() + "' in the key store " + file.path()
                                    + " contradict each other.");
                }
            }
            versions.add(entry);
        }
        keys.values().forEach(versions -> versions.sort(Comparator.comparingInt(KeyEntry::version)));
        return new Ring(store, id, keys, stamp);
    }

    Optional<KeyEntry> find(String alias, int version) {
        for (KeyEntry entry : keys.getOrDefault(alias, List.of())) {
            if (entry.version() == version) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    Optional<KeyEntry> newest(String alias) {
        List<KeyEntry> versions = keys.getOrDefault(alias, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    /** An alias that is for something else is the caller's mistake. */
    Optional<KeyEntry> newest(String alias, Algorithm algorithm) {
        List<KeyEntry> versions = keys.getOrDefault(alias, List.of());
        for (int i = versions.size() - 1; i >= 0; i--) {
            KeyEntry entry = versions.get(i);
            if (entry.algorithm() == algorithm) {
                return Optional.of(entry);
            }
            if (entry.algorithm().use() != algorithm.use()) {
                throw new IllegalArgumentException("the key " + alias + " is a key for "
                        + entry.algorithm().product() + ", not for " + algorithm.product());
            }
        }
        return Optional.empty();
    }

    private static boolean isSecret(KeyStore store, String name) {
        try {
            return store.entryInstanceOf(name, KeyStore.SecretKeyEntry.class);
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }
}
