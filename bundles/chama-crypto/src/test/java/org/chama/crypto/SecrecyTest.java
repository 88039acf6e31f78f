package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.crypto.Crypto.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes everything fail that can, and looks for secrets in what is said. */
class SecrecyTest {

    private static final String PLAIN = "530000190001010005";

    @TempDir
    Path data;

    private final List<String> said = new ArrayList<>();

    @Test
    void nothingThatIsSaidHoldsAKeyAPasswordOrAValue() throws Exception {
        Crypto crypto = open();
        byte[] plain = PLAIN.getBytes(StandardCharsets.UTF_8);
        crypto.hmacSm3("mac", plain);
        Signature signature = crypto.sign("sign", plain);
        byte[] sealed = crypto.encrypt("seal", plain, plain);
        List<String> secrets = secrets();
        assertThat(secrets).hasSize(1 + 3 * 3);
        secrets.add(PLAIN);

        said(() -> crypto.decrypt(Arrays.copyOf(sealed, sealed.length - 1), plain));
        said(() -> crypto.decrypt(sealed, new byte[0]));
        said(() -> crypto.keyOf(plain));
        said(() -> crypto.encrypt("mac", plain, plain));
        said(() -> crypto.hmacSm3("sign", plain));
        said(() -> crypto.sign("NO ALIAS", plain));
        said(() -> crypto.hmac(PLAIN, plain, plain));
        said(() -> crypto.rotate("mac"));
        said(() -> crypto.publicKey("mac", 1));
        said(() -> crypto.rotate("nobody"));
        said.add(crypto + " " + crypto.keys() + " " + signature);
        said.add(Password.of(new OwnerFile(word())).toString());

        Files.setPosixFilePermissions(word(), PosixFilePermissions.fromString("rw-r--r--"));
        said(this::open);
        byte[] good = Files.readAllBytes(word());
        new OwnerFile(word()).replace("  \n".getBytes(StandardCharsets.UTF_8));
        said(this::open);
        secrets.add("another word");
        new OwnerFile(word()).replace("another word\n".getBytes(StandardCharsets.UTF_8));
        said(this::open);
        new OwnerFile(word()).replace(new byte[(16 << 20) + 1]);
        said(this::open);
        new OwnerFile(word()).replace(good);
        byte[] whole = Files.readAllBytes(store());
        for (int at = 0; at < whole.length; at += 40) {
            byte[] changed = whole.clone();
            changed[at] ^= 2;
            new OwnerFile(store()).replace(changed);
            said(this::open);
            said(() -> crypto.rotate("seal"));
        }
        assertThat(said).hasSizeGreaterThan(40);
        assertThat(said)
                .allSatisfy(one -> assertThat(one).doesNotContainIgnoringCase(secrets.toArray(CharSequence[]::new)));
    }

    @Test
    void norWhatIsSaidOfTls() throws Exception {
        Path folder = data.resolve("tls");
        new TrialCertificates().make(folder, List.of("localhost"), List.of("weather"), 3);
        OwnerFile word = new OwnerFile(folder.resolve("password"));
        String secret = Files.readString(word.path()).strip();
        OwnerFile keys = new OwnerFile(folder.resolve("node.p12"));
        OwnerFile trusted = new OwnerFile(folder.resolve("truststore.p12"));
        TlsFiles files = new TlsFiles(keys, word, trusted, word);
        byte[] whole = Files.readAllBytes(keys.path());
        for (int at = 0; at < whole.length; at += 40) {
            byte[] changed = whole.clone();
            changed[at] ^= 2;
            keys.replace(changed);
            said(() -> files.check(Clock.systemUTC()));
        }
        keys.replace(whole);
        said.add(files.check(Clock.systemUTC()).toString());
        word.replace((secret + "x\n").getBytes(StandardCharsets.UTF_8));
        said(() -> files.check(Clock.systemUTC()));
        assertThat(said).hasSizeGreaterThan(20);
        assertThat(said).allSatisfy(one -> assertThat(one).doesNotContainIgnoringCase(secret));
    }

    /** The password and each key: hex, Base64 and as the JDK shows an array. */
    private List<String> secrets() throws Exception {
        String password = Files.readString(word()).strip();
        List<String> secrets = new ArrayList<>(List.of(password));
        KeyStore keys = KeyStore.getInstance(store().toFile(), password.toCharArray());
        for (String name : Collections.list(keys.aliases())) {
            if (name.startsWith("#")) {
                // the store's id is no secret
                continue;
            }
            byte[] secret = keys.getKey(name, password.toCharArray()).getEncoded();
            secrets.add(HexFormat.of().formatHex(secret));
            secrets.add(Base64.getEncoder().withoutPadding().encodeToString(secret));
            secrets.add(Arrays.toString(secret));
        }
        return secrets;
    }

    private void said(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        if (thrown != null) {
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            said.add(text.toString());
            if (thrown instanceof RefusedException refused) {
                Text sentence = refused.refusal().text();
                said.add(sentence.zh() + sentence.en());
            }
        }
    }

    private Crypto open() {
        return new NodeCrypto(store(), word());
    }

    private Path store() {
        return data.resolve("keys/chama.p12");
    }

    private Path word() {
        return data.resolve("secrets/keystore");
    }
}
