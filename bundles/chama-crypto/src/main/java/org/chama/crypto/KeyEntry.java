package org.chama.crypto;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.crypto.Crypto;

/**
 * One key of a store, without its secret. Its name there is {@code alias#version#algorithm#made}; a name without {@code #} is version
 * 1 of an HMAC-SM3 key, as the first form of the store wrote it.
 *
 * @param name as the store says it, in lower case
 */
record KeyEntry(String alias, int version, Algorithm algorithm, Instant made, String name) {

    private static final int LONGEST_ALIAS = 128;
    private static final DateTimeFormatter MADE =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmmss'z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    static KeyEntry of(String alias, int version, Algorithm algorithm, Instant made) {
        String name = alias + '#' + version + '#' + algorithm.key().toLowerCase(Locale.ROOT) + '#' + MADE.format(made);
        return new KeyEntry(alias, version, algorithm, made, name);
    }

    /** @param saved when the store says it was put there */
    static Optional<KeyEntry> parse(String name, Instant saved) {
        String[] parts = name.split("#", -1);
        if (!isAlias(parts[0])) {
            return Optional.empty();
        }
        if (parts.length == 1) {
            return Optional.of(new KeyEntry(name, 1, Algorithm.HMAC_SM3, saved, name));
        }
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            int version = Integer.parseInt(parts[1]);
            Instant made = MADE.parse(parts[3], Instant::from);
            return Algorithm.ofKey(parts[2].toUpperCase(Locale.ROOT))
                    .map(algorithm -> new KeyEntry(parts[0], version, algorithm, made, name))
                    .filter(entry -> version > 0
                            && of(parts[0], version, entry.algorithm, made).name.equals(name));
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    Crypto.Key shown() {
        return new Crypto.Key(alias, version, algorithm.key(), made.atOffset(ZoneOffset.UTC));
    }

    /** A store does not tell upper from lower case, so an alias has only one of them. */
    static boolean isAlias(String alias) {
        boolean good = !alias.isEmpty() && alias.length() <= LONGEST_ALIAS;
        for (int i = 0; good && i < alias.length(); i++) {
            char c = alias.charAt(i);
            good = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' || c == '/';
        }
        return good;
    }

    static String requireAlias(String alias) {
        if (!isAlias(alias)) {
            throw new IllegalArgumentException("a key's alias is 1 to " + LONGEST_ALIAS + " of a-z 0-9 - . : /");
        }
        return alias;
    }
}
