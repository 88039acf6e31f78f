package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.chama.api.crypto.Crypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples printed in the standards. */
class VectorsTest {

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "abc, 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "'', 1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
        "云南省, 78925bcd0e45b76df05d0e7dede3eb8a3386081525e180c5e24a095c5ec97a05",
        "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd,"
                + "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    })
    void sm3IsThatOfGbt32905(String text, String digest) throws IOException {
        assertThat(hex(open().sm3(text(text)))).isEqualTo(digest);
        assertThat(hex(open().sm3(new ByteArrayInputStream(text(text))))).isEqualTo(digest);
    }

    @Test
    void sm3OfAStreamIsThatOfItsBytes() throws IOException {
        byte[] large = new byte[200_003];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        assertThat(open().sm3(new ByteArrayInputStream(large))).isEqualTo(open().sm3(large));
    }

    @Test
    void hmacSm3IsThatOfGmt0042() {
        byte[] key = unhex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        String half = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assertThat(hex(open().hmac("HMAC-SM3", key, text(half + half))))
                .isEqualTo("ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a");
    }

    @Test
    void hmacSha256IsThatOfRfc4231() {
        assertThat(hex(open().hmac("HMAC-SHA256", text("Jefe"), text("what do ya want for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void sm2ChecksTheSignatureOfGbt32918() throws IOException {
        SigningKey key = new SigningKey(
                Algorithm.SM2, unhex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"));
        byte[] signature = der(
                SigningKey.domain(Algorithm.SM2).getN(),
                "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
                "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
        assertThat(key.verify(signature, text("message digest"))).isTrue();
        assertThat(key.verify(signature, text("message digesT"))).isFalse();
        ECPublicKeyParameters open =
                (ECPublicKeyParameters) PublicKeyFactory.createKey(SubjectPublicKeyInfo.getInstance(
                        Base64.getMimeDecoder().decode(key.pem().replaceAll("-----.*-----", ""))));
        assertThat(hex(open.getQ().getEncoded(false)))
                .isEqualTo("04" + "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                        + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
    }

    @Test
    void ecdsaSignsAsRfc6979() throws IOException {
        SigningKey key = new SigningKey(
                Algorithm.EC_P256, unhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
        byte[] signature = der(
                SigningKey.domain(Algorithm.EC_P256).getN(),
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
                "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
        assertThat(key.sign(text("sample"))).isEqualTo(signature);
        assertThat(key.verify(signature, text("sample"))).isTrue();
    }

    @Test
    void sm4IsThatOfGbt32907() {
        byte[] block = unhex("0123456789abcdeffedcba9876543210");
        SM4Engine engine = new SM4Engine();
        engine.init(true, new KeyParameter(block.clone()));
        engine.processBlock(block, 0, block, 0);
        assertThat(hex(block)).isEqualTo("681edf34d206965e86b3e94f536e4246");
    }

    @Test
    void sm4GcmIsThatOfRfc8998() {
        check(
                new Sm4Gcm(unhex("0123456789abcdeffedcba9876543210")),
                "00001234567800000000abcd",
                "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                        + "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
                "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
                        + "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
                        + "83de3541e4c2b58177e065a9bf7b62ec");
    }

    @Test
    void aesGcmIsThatOfItsDefinition() {
        check(
                new AesGcm(unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")),
                "cafebabefacedbaddecaf888",
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                        + "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    /** An envelope without a head, so that only the context is authenticated. */
    private static void check(EncryptingKey key, String nonce, String plain, String sealed) {
        byte[] context = unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] bytes = Arrays.copyOf(unhex(nonce), 12 + plain.length() / 2 + 16);
        Envelope envelope = new Envelope(bytes, Algorithm.SM4, "", 1, 0);
        key.seal(envelope, unhex(plain), context);
        assertThat(hex(bytes)).isEqualTo(nonce + sealed);
        assertThat(key.open(envelope, context))
                .hasValueSatisfying(opened -> assertThat(hex(opened)).isEqualTo(plain));
    }

    private static byte[] der(BigInteger n, String r, String s) throws IOException {
        return StandardDSAEncoding.INSTANCE.encode(n, new BigInteger(r, 16), new BigInteger(s, 16));
    }

    private Crypto open() {
        return new NodeCrypto(data.resolve("keys.p12"), data.resolve("password"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] unhex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
