package org.chama.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.chama.api.RefusedException;

/**
 * The password of a store and where it is from: the first line of an owner-only file, or an environment variable. Never in text.
 */
final class Password {

    private static final int BYTES = 32;

    private final String from;
    private final char[] characters;

    private Password(String from, char[] characters) {
        this.from = from;
        this.characters = characters;
    }

    /** For messages: the file's path or the variable's name. */
    String from() {
        return from;
    }

    /** A copy, for the caller to wipe. */
    char[] characters() {
        return characters.clone();
    }

    void wipe() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "password from " + from;
    }

    static Password of(OwnerFile file) throws IOException {
        if (!file.exists()) {
            throw new RefusedException(
                    "key-password-missing",
                    "口令文件 " + file.path() + " 不存在。",
                    "The password file " + file.path() + " does not exist.");
        }
        byte[] bytes = file.read();
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        char[] line = Arrays.copyOf(text.array(), end);
        Arrays.fill(text.array(), '\0');
        if (line.length == 0) {
            throw new RefusedException(
                    "key-password-empty",
                    "口令文件 " + file.path() + " 的第一行是空的。",
                    "The first line of the password file " + file.path() + " is empty.");
        }
        return new Password(file.path().toString(), line);
    }

    /** @param environment gives a variable's value, or null */
    static Password of(String variable, UnaryOperator<String> environment) {
        String value = environment.apply(variable);
        if (value == null || value.isEmpty()) {
            throw new RefusedException(
                    "key-password-missing",
                    "环境变量 " + variable + " 应给出密钥库口令，但未设置或为空。",
                    "The environment variable " + variable
                            + " should hold the key store's password and is not set or empty.");
        }
        return new Password(variable, value.toCharArray());
    }

    /** Writes a random one of 256 bits. */
    static void make(OwnerFile file, SecureRandom random) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        byte[] text = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        file.replace(line);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(text, (byte) 0);
        Arrays.fill(line, (byte) 0);
    }
}
