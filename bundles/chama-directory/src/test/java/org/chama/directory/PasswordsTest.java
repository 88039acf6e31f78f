package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.directory.Refuses.refuses;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.chama.api.RefusedException;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static Passwords passwords(Map<String, Object> settings) {
        return new Passwords(Defaults.of(Passwords.Settings.class, settings));
    }

    private static final Map<String, Object> CHEAP = Map.of("memory_kib", 64, "passes", 1);

    @Test
    void hashesWithOwaspsLeastAndSaysSo() {
        Passwords passwords = passwords(Map.of());
        String hash = passwords.hash("正确的口令 horse battery".toCharArray());
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("正确的口令 horse battery".toCharArray(), hash)).isTrue();
        assertThat(passwords.matches("正确的口令 horse batterx".toCharArray(), hash)).isFalse();
    }

    @Test
    void aHashOfOtherParametersStillMatchesAndIsOutdated() {
        String old = passwords(CHEAP).hash("correct horse battery".toCharArray());
        Passwords today = passwords(Map.of("memory_kib", 128));
        assertThat(today.matches("correct horse battery".toCharArray(), old)).isTrue();
        assertThat(today.isOutdated(old)).isTrue();
        assertThat(today.isOutdated(today.hash("correct horse battery".toCharArray())))
                .isFalse();
    }

    @Test
    void twoHashesOfAPasswordDiffer() {
        Passwords passwords = passwords(CHEAP);
        assertThat(passwords.hash("correct horse battery".toCharArray()))
                .isNotEqualTo(passwords.hash("correct horse battery".toCharArray()));
    }

    /** RFC 9106, 5.3. */
    @Test
    void theLibraryMakesTheVectorOfRfc9106() {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(32)
                .withIterations(3)
                .withParallelism(4)
                .withSalt(filled(16, 2))
                .withSecret(filled(8, 3))
                .withAdditional(filled(12, 4))
                .build());
        byte[] tag = new byte[32];
        generator.generateBytes(filled(32, 1), tag);
        assertThat(HexFormat.of().formatHex(tag))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @Test
    void aFloodIsSentAwayInsteadOfEatingMemory() throws Exception {
        Passwords passwords = passwords(Map.of("memory_kib", 32_768, "at_once", 1, "waiting", 2));
        ExecutorService threads = Executors.newFixedThreadPool(24);
        int later = 0;
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                all.add(threads.submit(() -> {
                    try {
                        passwords.hash("correct horse battery".toCharArray());
                        return "";
                    } catch (RefusedException e) {
                        return e.refusal().code();
                    }
                }));
            }
            for (Future<String> one : all) {
                later += one.get().equals("try-later") ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(later).isBetween(1, 23);
    }

    @Test
    void refusesSettingsThatHelpNobody() {
        refuses("password-settings", () -> passwords(Map.of("memory_kib", 1)));
        refuses("password-settings", () -> passwords(Map.of("passes", 0)));
        refuses("password-settings", () -> passwords(Map.of("memory_kib", 4 << 20)));
    }

    @Test
    void refusesWeakPasswords() {
        assertThat(weak("li-xiaoming", "short")).isTrue();
        assertThat(weak("li-xiaoming", "li-xiaoming!")).isTrue();
        assertThat(weak("administrator", "administrator")).isTrue();
        assertThat(weak("administrator", "Administrator")).isTrue();
        assertThat(weak("li", "1234567890qw")).isTrue();
        assertThat(weak("li", "PASSWORD1234")).isTrue();
        assertThat(weak("li", "abababababababab")).isTrue();
        assertThat(weak("li", "tab\there and more")).isTrue();
        assertThat(weak("li", "half a \uD83D pair at all")).isTrue();
        assertThat(weak("li", "x".repeat(1_000_000))).isTrue();
        assertThat(weak("li", "四个汉字不够长")).isTrue();
        assertThat(weak("li", "茶马古道通向昆明大理丽江")).isFalse();
        assertThat(weak("li", "correct horse battery")).isFalse();
        assertThat(weak("li", "😀 correct horse 😀")).isFalse();
        assertThat(weak("li", FirstPassword.make())).isFalse();
    }

    private static boolean weak(String account, String password) {
        return PasswordRules.check(account, password.toCharArray()).isPresent();
    }
}
