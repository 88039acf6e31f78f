package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Security;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCryptoTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "abc, 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "'', 1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
        "云南省, 78925bcd0e45b76df05d0e7dede3eb8a3386081525e180c5e24a095c5ec97a05"
    })
    void digestsAsTheStandardSays(String text, String digest) {
        assertThat(HexFormat.of().formatHex(open().sm3(bytes(text)))).isEqualTo(digest);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 63, 64, 65, 200})
    void macsAsTheDefinitionSays(int size) {
        byte[] key = new byte[size];
        byte[] text = new byte[size * 3];
        for (int i = 0; i < size; i++) {
            key[i] = (byte) (i * 7 + 1);
            text[i] = (byte) (i * 11 + 5);
        }
        HmacSm3 mac = new HmacSm3(key);
        byte[] expected = byDefinition(key, text);
        assertThat(mac.of(text)).isEqualTo(expected).isEqualTo(mac.of(text));
        HMac other = new HMac(new SM3Digest());
        other.init(new KeyParameter(key));
        other.update(text, 0, text.length);
        byte[] result = new byte[32];
        other.doFinal(result, 0);
        assertThat(expected).isEqualTo(result);
    }

    @Test
    void keepsAKeyOverARestartAndGivesEachAliasItsOwn() {
        byte[] text = bytes("530000");
        byte[] first = open().hmacSm3("pseudonym/person", text);
        Crypto again = open();
        assertThat(again.hmacSm3("pseudonym/person", text)).isEqualTo(first);
        assertThat(again.hmacSm3("pseudonym/other", text)).isNotEqualTo(first);
    }

    @Test
    void makesOneKeyForThreadsThatAskTogether() throws Exception {
        Crypto crypto = open();
        int count = 8;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            for (int round = 0; round < 5; round++) {
                String alias = "race-" + round;
                CyclicBarrier together = new CyclicBarrier(count);
                List<Future<String>> macs = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    macs.add(threads.submit(() -> {
                        together.await();
                        return HexFormat.of().formatHex(crypto.hmacSm3(alias, bytes("x")));
                    }));
                }
                for (Future<String> mac : macs) {
                    assertThat(mac.get()).isEqualTo(macs.get(0).get());
                }
                assertThat(HexFormat.of().formatHex(open().hmacSm3(alias, bytes("x"))))
                        .isEqualTo(macs.get(0).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keepsEveryKeyThatThreadsMakeTogether() throws Exception {
        Crypto crypto = open();
        int count = 8;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier together = new CyclicBarrier(count);
            List<Future<byte[]>> macs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String alias = "alias-" + i;
                macs.add(threads.submit(() -> {
                    together.await();
                    return crypto.hmacSm3(alias, bytes("x"));
                }));
            }
            for (Future<byte[]> mac : macs) {
                mac.get();
            }
            Crypto again = open();
            for (int i = 0; i < count; i++) {
                assertThat(again.hmacSm3("alias-" + i, bytes("x")))
                        .isEqualTo(macs.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keepsItsFilesFromOthersOnTheMachine() throws IOException {
        open().hmacSm3("a", bytes("x"));
        for (Path file : List.of(store(), password())) {
            assertThat(mode(file)).isEqualTo("rw-------");
            assertThat(mode(file.getParent())).isEqualTo("rwx------");
            try (Stream<Path> beside = Files.list(file.getParent())) {
                assertThat(beside).allSatisfy(one -> assertThat(mode(one)).isEqualTo("rw-------"));
            }
        }
        assertThat(Files.readString(password()).strip()).hasSize(43);
    }

    @Test
    void refusesAStoreOrAPasswordOthersCanReach() throws IOException {
        open();
        for (Path file : List.of(store(), password())) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
            assertThatThrownBy(this::open)
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("chmod 600");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        open();
    }

    @Test
    void neverReplacesAStoreItCannotOpen() throws IOException {
        open().hmacSm3("a", bytes("x"));
        byte[] before = Files.readAllBytes(store());
        Files.writeString(password(), "guessed\n");
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class);
        Files.delete(password());
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessageContaining("does not exist");
        assertThat(Files.readAllBytes(store())).isEqualTo(before);
    }

    @Test
    void doesNotUseAKeyItCouldNotSave() throws IOException {
        Crypto crypto = open();
        Path blocked = store().resolveSibling("chama.p12.new");
        Files.createDirectories(blocked.resolve("x"));
        assertThatThrownBy(() -> crypto.hmacSm3("a", bytes("x"))).isInstanceOf(UncheckedIOException.class);
        Files.delete(blocked.resolve("x"));
        Files.delete(blocked);
        assertThat(crypto.hmacSm3("a", bytes("x"))).isEqualTo(open().hmacSm3("a", bytes("x")));
    }

    @Test
    void takesNoAliasThatTheStoreWouldMixUp() {
        assertThatThrownBy(() -> open().hmacSm3("Person", bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open().hmacSm3("", bytes("x"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesTheProvidersOfTheMachineAlone() {
        open().hmacSm3("a", bytes("x"));
        assertThat(Security.getProvider("BC")).isNull();
    }

    private static byte[] byDefinition(byte[] key, byte[] text) {
        byte[] block = java.util.Arrays.copyOf(key.length > 64 ? HmacSm3.sm3(key) : key, 64);
        byte[] inner = new byte[64 + text.length];
        byte[] outer = new byte[64 + 32];
        for (int i = 0; i < 64; i++) {
            inner[i] = (byte) (block[i] ^ 0x36);
            outer[i] = (byte) (block[i] ^ 0x5c);
        }
        System.arraycopy(text, 0, inner, 64, text.length);
        System.arraycopy(HmacSm3.sm3(inner), 0, outer, 64, 32);
        return HmacSm3.sm3(outer);
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
