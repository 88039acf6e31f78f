package org.chama.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.chama.api.RefusedException;
import org.chama.api.database.DatabaseException;
import org.chama.crypto.OwnerFile.Stamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one PKCS#12 file, which several processes may share: a key is on disk before it is used, and the file is held and read
 * again before it is changed. What another process added is seen within a second, and at once when its version is asked for. A file
 * that is not the one the witness knows is never used. Thread-safe.
 */
final class Keys {

    private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
    /** PKCS#12 knows no name for most of our keys; the JDK needs one it knows, and their own is in the entry's. */
    private static final String LABEL = "HmacSHA256";

    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final OwnerFile file;
    private final Password password;
    private final Clock clock;
    private final Witness witness;
    private final SecureRandom random = new SecureRandom();

    private volatile Ring ring;
    private Stamp refused = new Stamp(0, 0, "");
    private volatile long looked = System.nanoTime();

    private Keys(OwnerFile file, Password password, Clock clock, Witness witness) throws IOException {
        this.file = file;
        this.password = password;
        this.clock = clock;
        this.witness = witness;
        this.ring = load();
    }

    /**
     * Opens the store; makes an empty one, and its password when that is to be in a file and is not yet, only while the witness knows
     * none.
     *
     * @param lost id of the store in whose place the operator accepts what is there, or a new one
     */
    static Keys open(OwnerFile file, PasswordSource source, Clock clock, Witness witness, String lost) {
        // asked before the file is looked for: a store is there before it is known
        Optional<String> known = witness.store();
        boolean accepted = known.filter(lost::equals).isPresent();
        try {
            boolean there = file.exists();
            if (!there && known.isPresent() && !accepted) {
                throw Witness.missing(file, known.get());
            }
            Keys keys = there ? new Keys(file, source.read(false), clock, witness) : make(file, source, clock, witness);
            keys.begin(known.isPresent(), accepted);
            return keys;
        } catch (IOException e) {
            throw new RefusedException(
                    "key-store",
                    "密钥库 " + file.path() + " 无法打开：" + e.getMessage(),
                    "The key store " + file.path() + " cannot be opened: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Keys make(OwnerFile file, PasswordSource source, Clock clock, Witness witness)
            throws IOException, GeneralSecurityException {
        HeldFile held = file.hold();
        try {
            boolean fresh = !file.exists();
            Password password = source.read(fresh);
            if (fresh) {
                KeyStore empty = KeyStore.getInstance("PKCS12");
                empty.load(null, null);
                save(empty, file, password);
            }
            return new Keys(file, password, clock, witness);
        } finally {
            held.close();
        }
    }

    /** A store of an earlier form, and one that takes another's place, is given an id. */
    private void begin(boolean known, boolean accepted) throws IOException, GeneralSecurityException {
        if (ring.id().isEmpty() && !known) {
            name(false);
        }
        try {
            witness.admit(ring, file);
        } catch (RefusedException e) {
            if (!accepted) {
                throw e;
            }
            LOG.warn(
                    "按 accept.new.store，密钥库 {} 取代已丢失的密钥库。 As accept.new.store says, this key store takes the place of the"
                            + " one that was lost: {}",
                    file.path(),
                    e.getMessage());
            name(true);
            witness.follow(ring);
        }
    }

    /** @param anew also when it has an id */
    private void name(boolean anew) throws IOException, GeneralSecurityException {
        HeldFile held = file.hold();
        try {
            Ring now = load();
            if (anew || now.id().isEmpty()) {
                byte[] id = new byte[Ring.ID_BYTES];
                random.nextBytes(id);
                if (now.id().isPresent()) {
                    now.store().deleteEntry(Ring.nameOf(now.id().get()));
                }
                put(now.store(), Ring.nameOf(HexFormat.of().formatHex(id)), id);
                now = save(now.store(), file, password);
            }
            ring = now;
        } finally {
            held.close();
        }
    }

    /** Where a store's password is from. */
    interface PasswordSource {

        /** @param fresh whether there is no store yet, so that a password may be made */
        Password read(boolean fresh) throws IOException;
    }

    /** The highest version made by this algorithm; one is made and saved first when there is none. */
    KeyEntry newest(String alias, Algorithm algorithm) {
        look();
        return ring.newest(alias, algorithm)
                .orElseGet(() -> change(now -> now.newest(alias, algorithm), before -> algorithm, alias));
    }

    Optional<KeyEntry> find(String alias, int version) {
        look();
        Optional<KeyEntry> found = ring.find(alias, version);
        if (found.isEmpty() && KeyEntry.isAlias(alias)) {
            lookNow();
            found = ring.find(alias, version);
        }
        return found;
    }

    /** Makes the next version of a key that signs or encrypts. */
    KeyEntry rotate(String alias, Suite suite) {
        return change(
                now -> Optional.empty(),
                before -> switch (before.map(e -> e.algorithm().use()).orElseThrow(() -> unknown(alias))) {
                    case SIGN -> suite.signing();
                    case ENCRYPT -> suite.encrypting();
                    case MAC ->
                        throw new RefusedException(
                                "key-not-rotated",
                                "密钥 " + alias + " 用于生成永久不变的假名或盲索引，不能轮换：请改用新的别名。",
                                "The key " + alias
                                        + " makes pseudonyms or blind indexes that stay the same for ever and"
                                        + " is not rotated: take a new alias.");
                },
                alias);
    }

    /** By alias and version. */
    List<KeyEntry> list() {
        lookNow();
        return ring.keys().values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(KeyEntry::alias).thenComparingInt(KeyEntry::version))
                .toList();
    }

    /** The key's bytes, for the caller to wipe. */
    byte[] secret(KeyEntry entry) {
        char[] characters = password.characters();
        try {
            SecretKey key = (SecretKey) ring.store().getKey(entry.name(), characters);
            byte[] secret = key == null ? new byte[0] : key.getEncoded();
            if (secret.length != entry.algorithm().bytes()) {
                throw unknown(entry.alias());
            }
            return secret;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    void wipe() {
        password.wipe();
    }

    static RefusedException unknown(String alias) {
        return new RefusedException(
                "key-unknown",
                "没有这一种类和版本的密钥 " + alias + "。",
                "There is no key " + alias + " of this kind and version.");
    }

    private synchronized KeyEntry change(
            Function<Ring, Optional<KeyEntry>> found, Function<Optional<KeyEntry>, Algorithm> algorithm, String alias) {
        KeyEntry.requireAlias(alias);
        try {
            HeldFile held = file.hold();
            try {
                Ring now = load();
                witness.admit(now, file);
                Optional<KeyEntry> there = found.apply(now);
                if (there.isPresent()) {
                    ring = now;
                    return there.get();
                }
                Optional<KeyEntry> before = now.newest(alias);
                KeyEntry entry = KeyEntry.of(
                        alias,
                        Math.max(before.map(KeyEntry::version).orElse(0), witness.highest(alias)) + 1,
                        algorithm.apply(before),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS));
                byte[] secret = entry.algorithm().fresh(random);
                put(now.store(), entry.name(), secret);
                Arrays.fill(secret, (byte) 0);
                Ring saved = save(now.store(), file, password);
                witness.admit(saved, file);
                ring = saved;
                return entry;
            } finally {
                held.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The ring that is in use keeps a store of its own, so this one may be changed. */
    private void put(KeyStore store, String name, byte[] secret) throws GeneralSecurityException {
        char[] characters = password.characters();
        KeyStore.PasswordProtection protection = new KeyStore.PasswordProtection(characters);
        store.setEntry(name, new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, LABEL)), protection);
        Arrays.fill(characters, '\0');
    }

    private void look() {
        if (System.nanoTime() - looked > LOOK_EVERY) {
            lookNow();
        }
    }

    /** A file that cannot be read any more is said once; the keys that were read stay in use. */
    private synchronized void lookNow() {
        looked = System.nanoTime();
        Stamp stamp = file.stamp();
        if (stamp.equals(ring.stamp()) || stamp.equals(refused)) {
            return;
        }
        try {
            Ring now = load();
            witness.admit(now, file);
            ring = now;
        } catch (DatabaseException e) {
            LOG.info("The key store has changed and is read when the database is there again: {}", e.getMessage());
        } catch (IOException | RefusedException e) {
            refused = stamp;
            LOG.error(
                    "密钥库 {} 已改变但不可用，继续使用原有密钥。 The key store has changed and cannot be used; the keys read before"
                            + " stay in use: {}",
                    file.path(),
                    e.getMessage());
        }
    }

    private Ring load() throws IOException {
        Stamp stamp = file.stamp();
        if (stamp.equals(Stamp.ABSENT)) {
            throw new RefusedException(
                    "key-store",
                    "密钥库 " + file.path() + " 已不存在：请从备份恢复。",
                    "The key store " + file.path() + " is gone: restore it from a backup.");
        }
        byte[] content = file.read();
        char[] characters = password.characters();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), characters);
            return Ring.of(store, file, stamp);
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new RefusedException(
                    "key-store",
                    "密钥库 " + file.path() + " 无法用 " + password.from() + " 中的口令打开：" + e.getMessage(),
                    "The key store " + file.path() + " does not open with the password in " + password.from() + ": "
                            + e.getMessage());
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static Ring save(KeyStore store, OwnerFile file, Password password)
            throws IOException, GeneralSecurityException {
        char[] characters = password.characters();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, characters);
        Arrays.fill(characters, '\0');
        file.replace(content.toByteArray());
        return Ring.of(store, file, file.stamp());
    }
}
