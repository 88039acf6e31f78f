package org.chama.desensitization;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** How much each mask lets through, from {@code masks.properties} of this very bundle version. Immutable. */
final class Rules {

    private final Properties properties;

    Rules(Properties properties) {
        this.properties = properties;
    }

    static Rules load() {
        try (InputStream in = Rules.class.getResourceAsStream("masks.properties")) {
            if (in == null) {
                throw new IllegalStateException("the bundle of the masks has no masks.properties");
            }
            return read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("masks.properties cannot be read", e);
        }
    }

    static Rules read(Reader text) throws IOException {
        Properties properties = new Properties();
        properties.load(text);
        return new Rules(properties);
    }

    /** @param most what the mask may show at most: a greater or missing number stops it from starting */
    int count(String key, int most) {
        String value = text(key);
        try {
            int count = Integer.parseInt(value);
            if (count >= 0 && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalStateException("masks.properties: " + key + " is not a number from 0 to " + most, e);
        }
        throw new IllegalStateException("masks.properties: " + key + " is not a number from 0 to " + most);
    }

    String text(String key) {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException("masks.properties: " + key + " is missing");
        }
        return value.strip();
    }
}
