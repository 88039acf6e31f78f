package org.chama.ledger.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PublicKeysTest {

    private static final byte[] HEADER = "header".getBytes(StandardCharsets.US_ASCII);

    @Test
    void checksTheInternationalSuiteToo() throws GeneralSecurityException {
        KeyPair pair = pair("secp256r1");
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(HEADER);
        byte[] good = signature.sign();
        PublicKeys keys = new PublicKeys();
        keys.add(pem(pair));
        assertThat(keys.good("ledger/1", "ECDSA-SHA256", HEADER, good)).isTrue();
        assertThat(keys.good("ledger/1", "SM2-SM3", HEADER, good)).isFalse();
        assertThat(keys.good("ledger/1", "ECDSA-SHA256", new byte[] {1}, good)).isFalse();
    }

    @Test
    void givesEveryVersionOfAKeyItsOwn() {
        TestKey first = new TestKey(1);
        TestKey second = new TestKey(2);
        PublicKeys keys = new PublicKeys();
        keys.add("a comment\n" + second.pem() + first.pem());
        assertThat(keys.good("ledger/1", "SM2-SM3", HEADER, first.sign(HEADER))).isTrue();
        assertThat(keys.good("ledger/2", "SM2-SM3", HEADER, second.sign(HEADER)))
                .isTrue();
        assertThat(keys.good("ledger/1", "SM2-SM3", HEADER, second.sign(HEADER)))
                .as("a version keeps its key")
                .isFalse();
    }

    @Test
    void refusesWhatIsNoKeyOfTheTwoSuites() throws GeneralSecurityException {
        PublicKeys keys = new PublicKeys();
        String longer = pem(pair("secp384r1"));
        assertThatThrownBy(() -> keys.add(longer)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.add("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys.add("-----BEGIN PUBLIC KEY-----\nAAAA"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static KeyPair pair(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
