package org.chama.crypto;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.chama.api.RefusedException;

/** Secret keys by alias in a PKCS#12 store; a key is on disk before it is used. Thread-safe. */
final class Keys {

    private static final int BYTES = 32;
    /** PKCS#12 knows no name for an SM3 key; the JDK needs one it knows. */
    private static final String LABEL = "HmacSHA256";

    private final OwnerFile file;
    private final char[] password;
    private final KeyStore.PasswordProtection protection;
    private final SecureRandom random = new SecureRandom();
    private final KeyStore store;

    /** Opens the store, or makes an empty one and its password when neither is there. */
    Keys(OwnerFile file, OwnerFile passwordFile) {
        this.file = file;
        try {
            this.password = password(passwordFile);
            this.protection = new KeyStore.PasswordProtection(password);
            this.store = KeyStore.getInstance("PKCS12");
            if (file.exists()) {
                store.load(new ByteArrayInputStream(file.read()), password);
            } else {
                store.load(null, password);
                save();
            }
        } catch (IOException e) {
            throw new RefusedException(
                    "key-store",
                    "密钥库 " + file.path() + " 无法用 " + passwordFile.path() + " 中的口令打开：" + e.getMessage(),
                    "The key store " + file.path() + " does not open with the password in " + passwordFile.path() + ": "
                            + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key's bytes; a random key is made and saved first when there is none. */
    synchronized byte[] get(String alias) {
        try {
            if (store.getEntry(alias, protection) instanceof KeyStore.SecretKeyEntry entry) {
                return entry.getSecretKey().getEncoded();
            }
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            SecretKey key = new SecretKeySpec(bytes, LABEL);
            store.setEntry(alias, new KeyStore.SecretKeyEntry(key), protection);
            try {
                save();
            } catch (IOException e) {
                store.deleteEntry(alias);
                throw new UncheckedIOException(e);
            }
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void save() throws IOException, GeneralSecurityException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, password);
        file.replace(content.toByteArray());
    }

    private char[] password(OwnerFile passwordFile) throws IOException {
        if (!passwordFile.exists()) {
            if (file.exists()) {
                throw new RefusedException(
                        "key-password-missing",
                        "密钥库 " + file.path() + " 的口令文件 " + passwordFile.path() + " 不存在。",
                        "The password file " + passwordFile.path() + " of the key store " + file.path()
                                + " does not exist.");
            }
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
            passwordFile.replace(fresh.getBytes(StandardCharsets.US_ASCII));
        }
        String text = new String(passwordFile.read(), StandardCharsets.UTF_8);
        return text.lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .orElseThrow(() -> new RefusedException(
                        "key-password-empty",
                        "口令文件 " + passwordFile.path() + " 是空的。",
                        "The password file " + passwordFile.path() + " is empty."))
                .toCharArray();
    }
}
