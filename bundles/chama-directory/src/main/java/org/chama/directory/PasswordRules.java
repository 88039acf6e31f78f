package org.chama.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chama.api.Refusal;

/** What a new password must be: long, not the account's name, none of the commonest, not made of one or two characters. */
final class PasswordRules {

    static final int SHORTEST = 12;

    private static final int FEWEST_DIFFERENT = 5;
    private static final Set<String> COMMON = common();

    private PasswordRules() {}

    static Optional<Refusal> check(String account, char[] password) {
        if (password.length < SHORTEST || password.length > Passwords.LONGEST) {
            return weak(
                    "口令须为 " + SHORTEST + " 至 " + Passwords.LONGEST + " 个字符",
                    "a password has " + SHORTEST + " to " + Passwords.LONGEST + " characters");
        }
        for (int i = 0; i < password.length; i++) {
            boolean lonely = Character.isHighSurrogate(password[i])
                    ? i + 1 == password.length || !Character.isLowSurrogate(password[i + 1])
                    : Character.isLowSurrogate(password[i]) && (i == 0 || !Character.isHighSurrogate(password[i - 1]));
            if (Character.isISOControl(password[i]) || lonely) {
                return weak("口令含有控制字符或不完整的字符", "the password has a control character or half a character");
            }
        }
        if (different(password) < FEWEST_DIFFERENT) {
            return weak(
                    "口令至少须含 " + FEWEST_DIFFERENT + " 种不同字符",
                    "a password has at least " + FEWEST_DIFFERENT + " different characters");
        }
        String folded = new String(password).toLowerCase(Locale.ROOT);
        if (folded.equals(account) || folded.replace(account, "").length() < SHORTEST / 2) {
            return weak("口令不得由账号名构成", "the password must not be made of the account's name");
        }
        if (COMMON.contains(folded)) {
            return weak("口令是最常见的口令之一", "the password is one of the commonest");
        }
        return Optional.empty();
    }

    private static long different(char[] password) {
        return CharBuffer.wrap(password).chars().distinct().count();
    }

    private static Optional<Refusal> weak(String zh, String en) {
        return Optional.of(
                Refusal.of("weak-password", zh + "。", Character.toUpperCase(en.charAt(0)) + en.substring(1) + "."));
    }

    private static Set<String> common() {
        try (InputStream in = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
