package org.chama.connector.soap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.chama.api.batch.Action;

/**
 * The records of one call in memory, in the canonical form their digest is taken over. A record is a byte for its action (0 PUT, 1
 * DELETE), its fields and a 0. A field is twice the number of its name (from 1, in the order names first come), plus 1 and the name
 * itself when it is new, then the value. Names and values are UTF-8 behind their length; numbers are base 128, least first. White
 * space, prefixes, charset and lines of the message do not count.
 */
final class Records {

    private final byte[] data;
    private final int size;
    private final int[] starts;
    private final int[] lines;
    private final int count;
    private final List<String> names;
    private final String digest;

    private Records(Builder from, String digest) {
        this.data = from.data;
        this.size = from.size;
        this.starts = from.starts;
        this.lines = from.lines;
        this.count = from.count;
        this.names = List.copyOf(from.names);
        this.digest = digest;
    }

    int count() {
        return count;
    }

    /** The distinct field names in the order they first came. */
    List<String> names() {
        return names;
    }

    /** SHA-256 over dataset and records, hex. */
    String digest() {
        return digest;
    }

    /** Line of the message on which a record begins. */
    int line(int record) {
        return lines[record];
    }

    Action action(int record) {
        return data[starts[record]] == 0 ? Action.PUT : Action.DELETE;
    }

    /** Bytes a record takes in the canonical form. */
    int bytes(int record) {
        return (record + 1 < count ? starts[record + 1] : size) - starts[record];
    }

    /** Reads the fields of a record in the order they were sent. */
    Fields fields(int record) {
        return new Fields(starts[record] + 1);
    }

    /** Walks over the fields of one record. */
    final class Fields {
        private int at;
        private int name;
        private int start;
        private int length;

        private Fields(int at) {
            this.at = at;
        }

        /** Goes to the next field; false after the last. */
        boolean next() {
            int head = number();
            if (head == 0) {
                return false;
            }
            name = (head >>> 1) - 1;
            if ((head & 1) == 1) {
                int skipped = number();
                at += skipped;
            }
            length = number();
            start = at;
            at += length;
            return true;
        }

        /** Index into {@link #names()}. */
        int name() {
            return name;
        }

        byte[] data() {
            return data;
        }

        int start() {
            return start;
        }

        int length() {
            return length;
        }

        private int number() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = data[at++];
                value |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }

    /** Collects records field by field; used by one thread. */
    static final class Builder {
        private final String dataset;
        private final Map<String, Integer> numbers = new HashMap<>();
        private final List<String> names = new ArrayList<>();
        private byte[] data;
        private int size;
        private int[] starts = new int[64];
        private int[] lines = new int[64];
        private int count;

        Builder(String dataset, int expectedBytes) {
            this.dataset = dataset;
            this.data = new byte[Math.max(256, expectedBytes)];
        }

        void begin(int line, Action action) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                lines = Arrays.copyOf(lines, count * 2);
            }
            starts[count] = size;
            lines[count++] = line;
            ensure(1);
            data[size++] = (byte) (action == Action.DELETE ? 1 : 0);
        }

        /** @throws IllegalArgumentException for a surrogate without its other half */
        void field(String name, char[] value, int length) {
            Integer known = numbers.get(name);
            if (known == null) {
                names.add(name);
                numbers.put(name, names.size());
                number(names.size() * 2 + 1);
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                number(bytes.length);
                ensure(bytes.length);
                System.arraycopy(bytes, 0, data, size, bytes.length);
                size += bytes.length;
            } else {
                number(known * 2);
            }
            int bytes = utf8Length(value, length);
            number(bytes);
            ensure(bytes);
            utf8(value, length);
        }

        void end() {
            number(0);
        }

        int count() {
            return count;
        }

        Records build() {
            try {
                MessageDigest sha = MessageDigest.getInstance("SHA-256");
                sha.update(dataset.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
                sha.update(data, 0, size);
                return new Records(this, HexFormat.of().formatHex(sha.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }

        private void number(int value) {
            ensure(5);
            int rest = value;
            while (rest > 0x7f) {
                data[size++] = (byte) (rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            data[size++] = (byte) rest;
        }

        private static int utf8Length(char[] value, int length) {
            int bytes = length;
            for (int i = 0; i < length; i++) {
                char c = value[i];
                if (c >= 0x80) {
                    if (Character.isSurrogate(c)) {
                        if (i + 1 == length || !Character.isSurrogatePair(c, value[i + 1])) {
                            throw new IllegalArgumentException("a surrogate stands alone");
                        }
                        i++;
                        bytes += 2;
                    } else {
                        bytes += c < 0x800 ? 1 : 2;
                    }
                }
            }
            return bytes;
        }

        private void utf8(char[] value, int length) {
            byte[] into = data;
            int at = size;
            for (int i = 0; i < length; i++) {
                char c = value[i];
                if (c < 0x80) {
                    into[at++] = (byte) c;
                } else if (c < 0x800) {
                    into[at++] = (byte) (0xc0 | c >> 6);
                    into[at++] = (byte) (0x80 | c & 0x3f);
                } else if (Character.isSurrogate(c)) {
                    int point = Character.toCodePoint(c, value[++i]);
                    into[at++] = (byte) (0xf0 | point >> 18);
                    into[at++] = (byte) (0x80 | point >> 12 & 0x3f);
                    into[at++] = (byte) (0x80 | point >> 6 & 0x3f);
                    into[at++] = (byte) (0x80 | point & 0x3f);
                } else {
                    into[at++] = (byte) (0xe0 | c >> 12);
                    into[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                    into[at++] = (byte) (0x80 | c & 0x3f);
                }
            }
            size = at;
        }

        private void ensure(int more) {
            if (data.length - size < more) {
                data = Arrays.copyOf(data, Math.max(data.length * 2, size + more));
            }
        }
    }
}
