package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.api.crypto.Crypto.Key;
import org.chama.api.crypto.Crypto.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What signs and encrypts, in both suites. */
class WorkTest {

    private static final Instant NOON = Instant.parse("2026-11-25T04:00:00Z");
    private static final byte[] PLACE = text("person/7/citizen-id");

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(Suite.class)
    void anOldVersionsWorkStaysGoodAndNewWorkNamesTheNewVersion(Suite suite) {
        Crypto crypto = open(suite);
        Signature first = crypto.sign("ledger", text("head"));
        byte[] old = crypto.encrypt("items", text("530000"), PLACE);
        String firstKey = crypto.publicKey("ledger", 1);
        assertThat(crypto.rotate("ledger").version()).isEqualTo(2);
        assertThat(crypto.rotate("items").version()).isEqualTo(2);

        for (Crypto one : List.of(crypto, open(suite))) {
            Signature second = one.sign("ledger", text("head"));
            byte[] fresh = one.encrypt("items", text("530000"), PLACE);
            assertThat(second.version()).isEqualTo(2);
            assertThat(one.keyOf(fresh)).isEqualTo("items/2");
            assertThat(one.verify(first, text("head"))).isTrue();
            assertThat(one.verify(second, text("head"))).isTrue();
            assertThat(one.keyOf(old)).isEqualTo("items/1");
            assertThat(one.decrypt(old, PLACE)).isEqualTo(text("530000"));
            assertThat(one.decrypt(fresh, PLACE)).isEqualTo(text("530000"));
            assertThat(one.publicKey("ledger", 1)).isEqualTo(firstKey).isNotEqualTo(one.publicKey("ledger", 2));
        }
        Signature claimed = new Signature("ledger", 2, first.algorithm(), first.value());
        assertThat(crypto.verify(claimed, text("head"))).isFalse();
    }

    @Test
    void saysWhichKeysThereAreAndWhenTheyWereMade() {
        Crypto crypto = open(Suite.SM);
        crypto.sign("ledger", text("x"));
        crypto.encrypt("items", text("x"), PLACE);
        crypto.hmacSm3("blind/7/3", text("x"));
        crypto.rotate("items");
        OffsetDateTime noon = NOON.atOffset(ZoneOffset.UTC);
        assertThat(crypto.keys())
                .isEqualTo(open(Suite.SM).keys())
                .containsExactly(
                        new Key("blind/7/3", 1, "HMAC-SM3", noon),
                        new Key("items", 1, "SM4", noon),
                        new Key("items", 2, "SM4", noon),
                        new Key("ledger", 1, "SM2", noon));
    }

    @Test
    void saysWhichKeyItWouldEncryptWithUnderEachSuite() {
        assertThat(open(Suite.SM).encryptsWith("items")).isEqualTo("items/1");
        assertThat(open(Suite.INTERNATIONAL).encryptsWith("items")).isEqualTo("items/2");
        Crypto again = open(Suite.SM);
        assertThat(again.encryptsWith("items")).isEqualTo("items/1");
        assertThat(again.keyOf(again.encrypt("items", text("x"), PLACE))).isEqualTo("items/1");
        assertThat(again.rotate("items").version()).isEqualTo(3);
        assertThat(again.encryptsWith("items")).isEqualTo("items/3");
    }

    @Test
    void anotherSuiteTakesTheNextVersionAndReadsWhatTheFirstMade() {
        Crypto first = open(Suite.SM);
        Signature signature = first.sign("ledger", text("x"));
        byte[] sealed = first.encrypt("items", text("x"), PLACE);
        assertThat(signature.algorithm()).isEqualTo("SM2-SM3");

        Crypto second = open(Suite.INTERNATIONAL);
        assertThat(second.verify(signature, text("x"))).isTrue();
        assertThat(second.decrypt(sealed, PLACE)).isEqualTo(text("x"));
        Signature other = second.sign("ledger", text("x"));
        assertThat(other.algorithm()).isEqualTo("ECDSA-SHA256");
        assertThat(other.version()).isEqualTo(2);
        assertThat(second.keyOf(second.encrypt("items", text("x"), PLACE))).isEqualTo("items/2");
        assertThat(first.verify(other, text("x"))).isTrue();

        for (int i = 0; i < 3; i++) {
            assertThat(open(Suite.SM).sign("ledger", text("x")).version()).isEqualTo(1);
            assertThat(open(Suite.INTERNATIONAL).sign("ledger", text("x")).version())
                    .isEqualTo(2);
        }
        assertThat(second.keys()).extracting(Key::algorithm).containsExactly("SM4", "AES-256", "SM2", "EC-P256");
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void aCiphertextThatWasMovedOrChangedAnywhereDoesNotOpenAndNothingSaysWhy(Suite suite) {
        Crypto crypto = open(suite);
        byte[] sealed = crypto.encrypt("items", text("530000"), PLACE);
        Set<String> sentences = new HashSet<>();
        for (byte[] place : List.of(text("person/7/phone"), new byte[0], text("person/7/citizen-id "))) {
            sentences.add(refusal(crypto, sealed, place));
        }
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            sentences.add(refusal(crypto, changed, PLACE));
        }
        for (int length = 0; length < sealed.length; length++) {
            sentences.add(refusal(crypto, Arrays.copyOf(sealed, length), PLACE));
        }
        sentences.add(refusal(crypto, Arrays.copyOf(sealed, sealed.length + 1), PLACE));
        assertThat(sentences).hasSize(1);
        assertThat(crypto.decrypt(sealed, PLACE)).isEqualTo(text("530000"));
    }

    @Test
    void somebodyElseOpensAnEnvelopeByItsDocumentation() throws Exception {
        byte[] plain = text("530000");
        byte[] envelope = open(Suite.INTERNATIONAL).encrypt("items", plain, PLACE);
        char[] word = Files.readString(data.resolve("secrets/keystore")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance(data.resolve("keys/chama.p12").toFile(), word);
        byte[] key = store.getKey("items#1#aes-256#20261125t040000z", word).getEncoded();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, envelope, 12, 12));
        cipher.updateAAD(envelope, 0, 12);
        cipher.updateAAD(PLACE);
        assertThat(cipher.doFinal(envelope, 24, envelope.length - 24)).isEqualTo(plain);
    }

    @Test
    void sm4AuthenticatesTheHeadAndTheContext() {
        byte[] key = new byte[16];
        byte[] bytes = new byte[12 + 12 + 3 + 16];
        bytes[12] = 7;
        new Sm4Gcm(key).seal(new Envelope(bytes, Algorithm.SM4, "items", 1, 12), text("abc"), PLACE);
        bytes[5] ^= 1;
        assertThat(new Sm4Gcm(key).open(new Envelope(bytes, Algorithm.SM4, "items", 1, 12), PLACE))
                .isEmpty();
        bytes[5] ^= 1;
        assertThat(new Sm4Gcm(key).open(new Envelope(bytes, Algorithm.SM4, "items", 1, 12), PLACE))
                .hasValue(text("abc"));
    }

    @Test
    void anEnvelopeIsAsDocumented() {
        Crypto crypto = open(Suite.SM);
        byte[] plain = text("530000");
        crypto.encrypt("items", plain, PLACE);
        crypto.rotate("items");
        byte[] sealed = crypto.encrypt("items", plain, PLACE);
        assertThat(sealed).hasSize(3 + 5 + 4 + 12 + plain.length + 16);
        assertThat(Arrays.copyOf(sealed, 12))
                .isEqualTo(ByteBuffer.allocate(12)
                        .put((byte) 1)
                        .put((byte) 1)
                        .put((byte) 5)
                        .put(text("items"))
                        .putInt(2)
                        .array());
        assertThat(open(Suite.INTERNATIONAL).encrypt("items", plain, PLACE)[1]).isEqualTo((byte) 2);
        assertThatThrownBy(() -> crypto.keyOf(plain)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void theSameTextNeverLooksTheSame(Suite suite) {
        Crypto crypto = open(suite);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] sealed = crypto.encrypt("items", new byte[0], PLACE);
            assertThat(crypto.decrypt(sealed, PLACE)).isEmpty();
            seen.add(Arrays.toString(sealed));
        }
        assertThat(seen).hasSize(1000);
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void aSignatureThatWasChangedAnywhereIsWrong(Suite suite) {
        Crypto crypto = open(suite);
        Signature good = crypto.sign("ledger", text("head"));
        byte[] value = good.value();
        for (int bit = 0; bit < value.length * 8; bit++) {
            byte[] changed = value.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(crypto.verify(new Signature("ledger", 1, good.algorithm(), changed), text("head")))
                    .isFalse();
        }
        for (byte[] changed : List.of(new byte[0], Arrays.copyOf(value, value.length - 1), new byte[1 << 20])) {
            assertThat(crypto.verify(new Signature("ledger", 1, good.algorithm(), changed), text("head")))
                    .isFalse();
            assertThat(crypto.verify(good, text("head"))).isTrue();
        }
        assertThat(crypto.verify(new Signature("ledger", 1, "SM2-SHA256", value), text("head")))
                .isFalse();
        assertThat(crypto.verify(new Signature("ledger", 9, good.algorithm(), value), text("head")))
                .isFalse();
        assertThat(crypto.verify(new Signature("other", 1, good.algorithm(), value), text("head")))
                .isFalse();
        assertThat(crypto.verify(new Signature("NO ALIAS", 1, good.algorithm(), value), text("head")))
                .isFalse();
        assertThat(crypto.verify(good, text("heads"))).isFalse();
        assertThat(crypto.verify(good, text("head"))).isTrue();
    }

    @Test
    void oneAliasIsForOneUse() {
        Crypto crypto = open(Suite.SM);
        crypto.sign("ledger", text("x"));
        crypto.hmacSm3("blind/7/3", text("x"));
        assertThatThrownBy(() -> crypto.encrypt("ledger", text("x"), PLACE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SM2-SM3");
        assertThatThrownBy(() -> crypto.hmacSm3("ledger", text("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> crypto.sign("blind/7/3", text("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(code(catchThrowable(() -> crypto.publicKey("blind/7/3", 1)))).isEqualTo("key-unknown");
        assertThat(crypto.verify(new Signature("blind/7/3", 1, "SM2-SM3", new byte[70]), text("x")))
                .isFalse();
    }

    @Test
    void rotatesOnlyWhatSignsOrEncryptsAndIsThere() {
        Crypto crypto = open(Suite.SM);
        crypto.hmacSm3("pseudonym/person", text("x"));
        assertThat(code(catchThrowable(() -> crypto.rotate("pseudonym/person"))))
                .isEqualTo("key-not-rotated");
        assertThat(code(catchThrowable(() -> crypto.rotate("nobody")))).isEqualTo("key-unknown");
        assertThat(code(catchThrowable(() -> crypto.publicKey("nobody", 1)))).isEqualTo("key-unknown");
        assertThat(crypto.keys()).hasSize(1);
        assertThatThrownBy(() -> crypto.rotate("NO ALIAS")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClientsHmacHasAKeyAndANameItKnows() {
        Crypto crypto = open(Suite.SM);
        assertThatThrownBy(() -> crypto.hmac("HMAC-SM3", new byte[0], PLACE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> crypto.hmac("HMAC-MD5", text("k"), PLACE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(crypto.keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void manyThreadsSignAndEncryptWithOneKeyEach(Suite suite) throws Exception {
        Crypto crypto = open(suite);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                byte[] mine = text("text " + i);
                done.add(threads.submit(() -> {
                    boolean good = true;
                    for (int round = 0; round < 60; round++) {
                        good &= crypto.verify(crypto.sign("ledger", mine), mine);
                        good &= Arrays.equals(crypto.decrypt(crypto.encrypt("items", mine, mine), mine), mine);
                    }
                    return good;
                }));
            }
            for (Future<Boolean> one : done) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(crypto.keys()).hasSize(2);
    }

    @Test
    void aSuiteIsOneOfTwo() {
        assertThat(Suite.of(" international ")).isEqualTo(Suite.INTERNATIONAL);
        assertThat(code(catchThrowable(() -> Suite.of("RSA")))).isEqualTo("crypto-suite");
    }

    private static String refusal(Crypto crypto, byte[] sealed, byte[] place) {
        Throwable refused = catchThrowable(() -> crypto.decrypt(sealed, place));
        assertThat(code(refused)).isEqualTo("cannot-decrypt");
        assertThat(refused).hasNoCause();
        return refused.getMessage();
    }

    private static String code(Throwable thrown) {
        assertThat(thrown).isInstanceOf(RefusedException.class);
        return ((RefusedException) thrown).refusal().code();
    }

    private Crypto open(Suite suite) {
        return new NodeCrypto(
                data.resolve("keys/chama.p12"),
                NodeCrypto.inFile(data.resolve("secrets/keystore")),
                suite,
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
