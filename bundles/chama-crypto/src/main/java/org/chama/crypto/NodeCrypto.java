package org.chama.crypto;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.chama.api.crypto.Crypto;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The node's suite and its key store. */
@Component(configurationPid = "org.chama.crypto")
@Designate(ocd = NodeCrypto.Configuration.class)
public final class NodeCrypto implements Crypto {

    private static final int LONGEST_ALIAS = 128;

    /** No secret is here: only paths of owner-only files. */
    @ObjectClassDefinition(name = "Keys 密钥")
    @interface Configuration {

        @AttributeDefinition(description = "PKCS#12 file; empty: keys/chama.p12 of the data folder")
        String store() default "";

        @AttributeDefinition(
                description = "owner-only file with its password; empty: secrets/keystore of the data folder")
        String password_file() default "";
    }

    private final Keys keys;
    private final ConcurrentHashMap<String, HmacSm3> macs = new ConcurrentHashMap<>();

    @Activate
    public NodeCrypto(BundleContext context, Configuration configuration) {
        this(
                file(configuration.store(), data(context).resolve("keys/chama.p12")),
                file(configuration.password_file(), data(context).resolve("secrets/keystore")));
    }

    /**
     * Opens the key store, or makes one with its password when neither is there.
     *
     * @throws org.chama.api.RefusedException when others can reach a file, or the password does not open the store
     */
    public NodeCrypto(Path store, Path passwordFile) {
        keys = new Keys(new OwnerFile(store), new OwnerFile(passwordFile));
    }

    @Override
    public byte[] sm3(byte[] data) {
        return HmacSm3.sm3(data);
    }

    @Override
    public byte[] hmacSm3(String alias, byte[] data) {
        HmacSm3 mac = macs.get(alias);
        if (mac == null) {
            requireAlias(alias);
            mac = macs.computeIfAbsent(alias, a -> new HmacSm3(keys.get(a)));
        }
        return mac.of(data);
    }

    /** PKCS#12 does not tell upper from lower case. */
    private static void requireAlias(String alias) {
        boolean good = !alias.isEmpty() && alias.length() <= LONGEST_ALIAS;
        for (int i = 0; good && i < alias.length(); i++) {
            char c = alias.charAt(i);
            good = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' || c == '/';
        }
        if (!good) {
            throw new IllegalArgumentException("a key's alias is 1 to " + LONGEST_ALIAS + " of a-z 0-9 - . : /");
        }
    }

    private static Path data(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("karaf.data")).orElse("data"))
                .toAbsolutePath();
    }

    private static Path file(String configured, Path usual) {
        return configured.isBlank() ? usual : Path.of(configured);
    }
}
