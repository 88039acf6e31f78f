package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.api.crypto.Crypto.Key;
import org.chama.api.crypto.Crypto.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file: earlier forms, several nodes, damage. */
class SharedStoreTest {

    @TempDir
    Path data;

    @Test
    void opensAStoreOfTheFirstFormAndKeepsItsKeys() throws IOException {
        Files.createDirectories(store().getParent());
        Files.createDirectories(password().getParent());
        try (InputStream first = Objects.requireNonNull(getClass().getResourceAsStream("first-form.p12"))) {
            new OwnerFile(store()).replace(first.readAllBytes());
        }
        new OwnerFile(password()).replace(text("cH1wVkDGLG2Y4fpjh-1bYi_PY03GOrSv7fbC5FXSiKk\n"));
        Crypto crypto = open();
        for (int round = 0; round < 2; round++) {
            assertThat(HexFormat.of().formatHex(crypto.hmacSm3("pseudonym/person", text("530000"))))
                    .isEqualTo("334e0ec118de755623a29e72d52e211edfb0243322bd2685fa5881f55ba7a3d7");
            assertThat(HexFormat.of().formatHex(crypto.hmacSm3("pseudonym/other", text("530000"))))
                    .isEqualTo("b0234aa431fb71810ecaf945b4932bd03603d9fcbf9bc9840f6c04ebe534f216");
            assertThat(crypto.keys().subList(0, 2))
                    .extracting(Key::alias, Key::version, Key::algorithm, k -> k.made()
                            .toLocalDate()
                            .toString())
                    .containsExactly(
                            tuple("pseudonym/other", 1, "HMAC-SM3", "2026-11-25"),
                            tuple("pseudonym/person", 1, "HMAC-SM3", "2026-11-25"));
            crypto.sign("x-ledger", text("x"));
            crypto = open();
        }
    }

    @Test
    void aNodeSeesWhatAnotherMadeWhenItIsAskedForIt() {
        Crypto one = open();
        Crypto other = open();
        Signature signature = one.sign("ledger", text("x"));
        byte[] sealed = one.encrypt("items", text("x"), text("p"));
        assertThat(other.verify(signature, text("x"))).isTrue();
        assertThat(other.decrypt(sealed, text("p"))).isEqualTo(text("x"));
        assertThat(other.sign("ledger", text("x")).version()).isEqualTo(1);
        one.rotate("ledger");
        assertThat(other.verify(one.sign("ledger", text("x")), text("x"))).isTrue();
        assertThat(other.sign("ledger", text("x")).version()).isEqualTo(2);
        assertThat(other.hmacSm3("blind/1/1", text("x"))).isEqualTo(one.hmacSm3("blind/1/1", text("x")));
    }

    @Test
    void twoNodesThatRotateTogetherLoseNoVersion() throws Exception {
        Crypto first = open();
        first.encrypt("items", text("x"), text("p"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<List<Integer>>> made = new ArrayList<>();
            for (Crypto node : List.of(first, open())) {
                made.add(threads.submit(() -> {
                    together.await();
                    List<Integer> versions = new ArrayList<>();
                    for (int i = 0; i < 8; i++) {
                        versions.add(node.rotate("items").version());
                    }
                    return versions;
                }));
            }
            TreeSet<Integer> all = new TreeSet<>();
            for (Future<List<Integer>> one : made) {
                all.addAll(one.get());
            }
            assertThat(all)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(2, 17).boxed().toList());
        } finally {
            threads.shutdownNow();
        }
        assertThat(open().keys()).hasSize(17);
    }

    @Test
    void twoProcessesThatRotateTogetherLoseNoVersion() throws Exception {
        byte[] before = open().encrypt("items", text("x"), text("p"));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Rotation.class.getName(),
                            store().toString(),
                            password().toString(),
                            "items",
                            "10")
                    .redirectError(data.resolve("err-" + i).toFile())
                    .redirectOutput(data.resolve("out-" + i).toFile())
                    .start());
        }
        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(data.resolve("err-" + i)))
                    .isZero();
        }
        Crypto after = open();
        assertThat(after.keys())
                .extracting(Key::version)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
        assertThat(after.decrypt(before, text("p"))).isEqualTo(text("x"));
        TreeSet<String> madeWith = new TreeSet<>();
        for (int i = 0; i < 2; i++) {
            for (String line : Files.readAllLines(data.resolve("out-" + i))) {
                byte[] sealed = HexFormat.of().parseHex(line);
                assertThat(after.decrypt(sealed, text("p"))).isEqualTo(text("x"));
                madeWith.add(after.keyOf(sealed));
            }
        }
        assertThat(madeWith).contains("items/21");
    }

    /** What a second process does. */
    static final class Rotation {

        private Rotation() {}

        public static void main(String[] args) {
            Crypto crypto = new NodeCrypto(Path.of(args[0]), Path.of(args[1]));
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                crypto.rotate(args[2]);
                System.out.println(HexFormat.of().formatHex(crypto.encrypt(args[2], text("x"), text("p"))));
            }
        }
    }

    /** Three bytes are tags which the JDK reads in two ways; what they enclose is the same. */
    @Test
    void aStoreThatWasChangedAnywhereIsRefusedOrHoldsTheSame() throws IOException {
        Crypto crypto = open();
        Signature signature = crypto.sign("ledger", text("x"));
        byte[] good = Files.readAllBytes(store());
        int opened = 0;
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= 1;
            new OwnerFile(store()).replace(changed);
            try {
                assertThat(open().verify(signature, text("x"))).isTrue();
                opened++;
            } catch (RefusedException e) {
                assertThat(e.refusal().code()).as("byte %d", at).isEqualTo("key-store");
            }
        }
        assertThat(opened).isLessThanOrEqualTo(3);
        for (int length : new int[] {0, 1, good.length / 2, good.length - 1}) {
            new OwnerFile(store()).replace(Arrays.copyOf(good, length));
            assertThat(code(catchThrowable(this::open))).isEqualTo("key-store");
        }
        new OwnerFile(store()).replace(good);
        assertThat(open().keys()).hasSize(1);
    }

    @Test
    void aStoreThatGoesBadIsNeitherUsedForNewKeysNorReplacedAndTheOldKeysWork() throws IOException {
        Crypto crypto = open();
        Signature signature = crypto.sign("ledger", text("x"));
        byte[] good = Files.readAllBytes(store());
        new OwnerFile(store()).replace(text("not a store"));
        assertThat(crypto.keys()).hasSize(1);
        assertThat(crypto.verify(signature, text("x"))).isTrue();
        assertThat(crypto.verify(crypto.sign("ledger", text("y")), text("y"))).isTrue();
        assertThat(code(catchThrowable(() -> crypto.rotate("ledger")))).isEqualTo("key-store");
        assertThat(code(catchThrowable(() -> crypto.hmacSm3("new", text("x"))))).isEqualTo("key-store");
        assertThat(Files.readAllBytes(store())).isEqualTo(text("not a store"));
        Files.delete(store());
        assertThat(code(catchThrowable(() -> crypto.rotate("ledger")))).isEqualTo("key-store");
        assertThat(store()).doesNotExist();
        new OwnerFile(store()).replace(good);
        assertThat(crypto.rotate("ledger").version()).isEqualTo(2);
    }

    @Test
    void anEntryOfSomebodyElseIsRefusedByName() throws Exception {
        open().hmacSm3("a", text("x"));
        char[] word = Files.readString(password()).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(store().toFile(), word);
        new TrialCertificates().make(data.resolve("tls"), List.of("localhost"), List.of(), 1);
        char[] other = Files.readString(data.resolve("tls/password")).strip().toCharArray();
        X509Certificate certificate = (X509Certificate)
                KeyStore.getInstance(data.resolve("tls/truststore.p12").toFile(), other)
                        .getCertificate("ca");
        store.setCertificateEntry("stranger", certificate);
        save(store, word);
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessageContaining("stranger");
        store.deleteEntry("stranger");
        store.setEntry(
                "a#2#sm2#20261125t000000z",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "HmacSHA256")),
                new KeyStore.PasswordProtection(word));
        save(store, word);
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessageContaining("contradict");
    }

    @Test
    void thePasswordMayBeInTheEnvironment() {
        Map<String, String> environment = Map.of("CHAMA_KEYS", "from-a-vault-1900", "EMPTY", "");
        byte[] mac = environment("CHAMA_KEYS", environment).hmacSm3("a", text("x"));
        assertThat(environment("CHAMA_KEYS", environment).hmacSm3("a", text("x")))
                .isEqualTo(mac);
        assertThat(password()).doesNotExist();
        for (String missing : List.of("EMPTY", "ABSENT")) {
            Throwable refused = catchThrowable(() -> environment(missing, environment));
            assertThat(code(refused)).isEqualTo("key-password-missing");
            assertThat(refused).hasMessageContaining(missing);
        }
        Throwable refused = catchThrowable(() -> environment("CHAMA_KEYS", Map.of("CHAMA_KEYS", "wrong-one")));
        assertThat(code(refused)).isEqualTo("key-store");
        assertThat(refused).hasMessageContaining("CHAMA_KEYS").hasMessageNotContaining("wrong-one");
    }

    @Test
    void twoProcessesThatStartTogetherMakeOneStore() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<String>> macs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                macs.add(threads.submit(() -> {
                    together.await();
                    return HexFormat.of().formatHex(open().hmacSm3("a", text("x")));
                }));
            }
            for (Future<String> mac : macs) {
                assertThat(mac.get()).isEqualTo(macs.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(open().keys()).hasSize(1);
    }

    private void save(KeyStore store, char[] word) throws Exception {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, word);
        new OwnerFile(store()).replace(content.toByteArray());
    }

    private Crypto environment(String variable, Map<String, String> environment) {
        return new NodeCrypto(store(), fresh -> Password.of(variable, environment::get), Suite.SM, Clock.systemUTC());
    }

    private static String code(Throwable thrown) {
        assertThat(thrown).isInstanceOf(RefusedException.class);
        return ((RefusedException) thrown).refusal().code();
    }

    private Crypto open() {
        return new NodeCrypto(store(), password());
    }

    private Path store() {
        return data.resolve("keys/chama.p12");
    }

    private Path password() {
        return data.resolve("secrets/keystore");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
