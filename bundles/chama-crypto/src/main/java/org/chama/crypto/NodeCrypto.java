package org.chama.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.crypto.Keys.PasswordSource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The node's suite and its key store. */
@Component(configurationPid = "org.chama.crypto")
@Designate(ocd = NodeCrypto.Configuration.class)
public final class NodeCrypto implements Crypto {

    private static final int CHUNK = 1 << 16;

    /** No secret is here: only paths of owner-only files and the name of a variable. */
    @ObjectClassDefinition(name = "Keys 密钥")
    @interface Configuration {

        @AttributeDefinition(description = "SM (SM2, SM3, SM4) or INTERNATIONAL (ECDSA P-256, SHA-256, AES-256)")
        String suite() default "SM";

        @AttributeDefinition(description = "PKCS#12 file; empty: keys/chama.p12 of the data folder")
        String store() default "";

        @AttributeDefinition(
                description = "owner-only file with its password; empty: secrets/keystore of the data folder")
        String password_file() default "";

        @AttributeDefinition(
                description = "environment variable with its password, instead of the file; empty: the file")
        String password_environment() default "";

        @AttributeDefinition(
                description =
                        "id of a key store that is lost for good: what is at its place, or a new one, is taken for it")
        String accept_new_store() default "";
    }

    private final Suite suite;
    private final Keys keys;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, HmacSm3> macs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, SigningKey> signing = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, EncryptingKey> encrypting = new ConcurrentHashMap<>();

    @Activate
    public NodeCrypto(BundleContext context, Configuration configuration, @Reference Database database) {
        this(
                file(configuration.store(), data(context).resolve("keys/chama.p12")),
                configuration.password_environment().isBlank()
                        ? inFile(file(
                                configuration.password_file(), data(context).resolve("secrets/keystore")))
                        : fresh -> Password.of(configuration.password_environment(), System::getenv),
                Suite.of(configuration.suite()),
                Clock.systemUTC(),
                new TableWitness(database),
                configuration.accept_new_store().strip());
    }

    /**
     * Opens the key store, or makes one with its password when neither is there; its suite is SM. Nothing tells whether it is the right
     * one.
     *
     * @throws org.chama.api.RefusedException when others can reach a file, or the password does not open the store
     */
    public NodeCrypto(Path store, Path passwordFile) {
        this(store, inFile(passwordFile), Suite.SM, Clock.systemUTC());
    }

    NodeCrypto(Path store, PasswordSource password, Suite suite, Clock clock) {
        this(store, password, suite, clock, Witness.NONE, "");
    }

    NodeCrypto(Path store, PasswordSource password, Suite suite, Clock clock, Witness witness, String lost) {
        this.suite = suite;
        this.keys = Keys.open(new OwnerFile(store), password, clock, witness, lost);
    }

    @Deactivate
    void wipe() {
        keys.wipe();
    }

    @Override
    public byte[] sm3(byte[] data) {
        return HmacSm3.sm3(data);
    }

    @Override
    public byte[] sm3(InputStream data) throws IOException {
        SM3Digest digest = new SM3Digest();
        byte[] chunk = new byte[CHUNK];
        for (int read = data.read(chunk); read >= 0; read = data.read(chunk)) {
            digest.update(chunk, 0, read);
        }
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    @Override
    public byte[] hmacSm3(String alias, byte[] data) {
        HmacSm3 mac = macs.get(alias);
        if (mac == null) {
            KeyEntry.requireAlias(alias);
            mac = macs.computeIfAbsent(alias, a -> mac(keys.newest(a, Algorithm.HMAC_SM3)));
        }
        return mac.of(data);
    }

    @Override
    public byte[] hmac(String algorithm, byte[] key, byte[] data) {
        if (key.length == 0) {
            throw new IllegalArgumentException("an empty key");
        }
        return switch (algorithm) {
            case "HMAC-SM3" -> new HmacSm3(key).of(data);
            case "HMAC-SHA256" -> hmacSha256(key, data);
            default -> throw new IllegalArgumentException("HMAC-SM3 or HMAC-SHA256");
        };
    }

    @Override
    public Signature sign(String alias, byte[] data) {
        KeyEntry key = keys.newest(KeyEntry.requireAlias(alias), suite.signing());
        return new Signature(
                alias, key.version(), key.algorithm().product(), signing(key).sign(data));
    }

    @Override
    public boolean verify(Signature signature, byte[] data) {
        return keys.find(signature.alias(), signature.version())
                .filter(key -> key.algorithm().use() == Algorithm.Use.SIGN)
                .filter(key -> key.algorithm().product().equals(signature.algorithm()))
                .filter(key -> signing(key).verify(signature.value(), data))
                .isPresent();
    }

    @Override
    public String publicKey(String alias, int version) {
        return keys.find(alias, version)
                .filter(key -> key.algorithm().use() == Algorithm.Use.SIGN)
                .map(key -> signing(key).pem())
                .orElseThrow(() -> Keys.unknown(KeyEntry.requireAlias(alias)));
    }

    @Override
    public byte[] encrypt(String alias, byte[] plain, byte[] context) {
        KeyEntry key = keys.newest(KeyEntry.requireAlias(alias), suite.encrypting());
        Envelope envelope = Envelope.fresh(key, plain.length);
        byte[] nonce = new byte[Envelope.NONCE];
        random.nextBytes(nonce);
        System.arraycopy(nonce, 0, envelope.bytes(), envelope.nonceAt(), nonce.length);
        encrypting(key).seal(envelope, plain, context);
        return envelope.bytes();
    }

    @Override
    public String encryptsWith(String alias) {
        KeyEntry key = keys.newest(KeyEntry.requireAlias(alias), suite.encrypting());
        return key.alias() + '/' + key.version();
    }

    @Override
    public byte[] decrypt(byte[] envelope, byte[] context) {
        return Envelope.parse(envelope)
                .flatMap(named -> keys.find(named.alias(), named.version())
                        .filter(key -> key.algorithm() == named.algorithm())
                        .flatMap(key -> encrypting(key).open(named, context)))
                .orElseThrow(NodeCrypto::closed);
    }

    @Override
    public String keyOf(byte[] envelope) {
        Envelope named = Envelope.parse(envelope).orElseThrow(NodeCrypto::closed);
        return named.alias() + '/' + named.version();
    }

    @Override
    public List<Key> keys() {
        return keys.list().stream().map(KeyEntry::shown).toList();
    }

    @Override
    public Key rotate(String alias) {
        return keys.rotate(alias, suite).shown();
    }

    /** Never says which part is wrong. */
    private static RefusedException closed() {
        return new RefusedException(
                "cannot-decrypt",
                "密文无法解开：密钥、内容或所属位置不符。",
                "The ciphertext does not open: its key, its content or where it belongs is not right.");
    }

    private SigningKey signing(KeyEntry key) {
        SigningKey ready = signing.get(key.name());
        return ready != null
                ? ready
                : signing.computeIfAbsent(key.name(), name -> {
                    byte[] secret = keys.secret(key);
                    SigningKey fresh = new SigningKey(key.algorithm(), secret);
                    Arrays.fill(secret, (byte) 0);
                    return fresh;
                });
    }

    private EncryptingKey encrypting(KeyEntry key) {
        EncryptingKey ready = encrypting.get(key.name());
        return ready != null
                ? ready
                : encrypting.computeIfAbsent(key.name(), name -> {
                    byte[] secret = keys.secret(key);
                    EncryptingKey fresh = EncryptingKey.of(key.algorithm(), secret);
                    Arrays.fill(secret, (byte) 0);
                    return fresh;
                });
    }

    private HmacSm3 mac(KeyEntry key) {
        byte[] secret = keys.secret(key);
        HmacSm3 fresh = new HmacSm3(secret);
        Arrays.fill(secret, (byte) 0);
        return fresh;
    }

    private static byte[] hmacSha256(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static PasswordSource inFile(Path path) {
        OwnerFile file = new OwnerFile(path);
        return fresh -> {
            if (fresh && !file.exists()) {
                Password.make(file, new SecureRandom());
            }
            return Password.of(file);
        };
    }

    private static Path data(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("karaf.data")).orElse("data"))
                .toAbsolutePath();
    }

    private static Path file(String configured, Path usual) {
        return configured.isBlank() ? usual : Path.of(configured);
    }
}
