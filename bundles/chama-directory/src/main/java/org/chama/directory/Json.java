package org.chama.directory;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Writes one JSON object whose fields stand in the order they are put: the same content gives the same text. */
final class Json {

    private final StringBuilder text = new StringBuilder(128).append('{');

    Json put(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    Json put(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    Json put(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Left out when empty. */
    Json put(String name, Optional<?> value) {
        value.ifPresent(present -> put(name, present.toString()));
        return this;
    }

    Json put(String name, Collection<String> values) {
        name(name);
        text.append('[');
        String comma = "";
        for (String value : values) {
            text.append(comma);
            string(value);
            comma = ",";
        }
        text.append(']');
        return this;
    }

    /** Left out when empty. */
    Json put(String name, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            Json inner = new Json();
            counts.forEach(inner::put);
            name(name);
            text.append(inner.end());
        }
        return this;
    }

    String end() {
        return text + "}";
    }

    private void name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        string(name);
        text.append(':');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
