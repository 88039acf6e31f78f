package org.chama.ledger.verifier;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes an export: one JSON object a line, always with these fields in this order and no blanks. Not thread-safe. */
public final class ExportWriter {

    /** Version of the export's form. */
    public static final int FORM = 1;

    /** Names of a line's fields, in the order of {@link LineBytes}. */
    static final List<String> NAMES = List.of(
            "actor", "department", "role", "channel", "request", "kind", "about", "detail", "before", "after", "rules");

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FLUSH = 1 << 16;

    private final OutputStream into;
    private byte[] buffer = new byte[2 * FLUSH];
    private int length;

    public ExportWriter(OutputStream into) {
        this.into = into;
    }

    /**
     * The first record.
     *
     * @param from number of the first block
     * @param archive number of the archive file, 0 for none
     * @param previous digest of the archive before, hex; 64 zeros in the first, empty in no archive
     */
    public void begin(long from, long archive, String previous) throws IOException {
        text("{\"export\":" + FORM + ",\"from\":" + from + ",\"archive\":" + archive + ",\"previous\":\"" + previous
                + "\"}\n");
        drain(FLUSH);
    }

    public void block(Header header, byte[] hash, byte[] signature) throws IOException {
        text("{\"block\":" + header.number() + ",\"first\":" + header.first() + ",\"count\":" + header.count()
                + ",\"sealed\":\"" + Moments.text(header.sealed()) + "\",\"previous\":\"");
        hex(header.previous());
        text("\",\"seal\":\"");
        hex(header.seal());
        text("\",\"root\":\"");
        hex(header.root());
        text("\",\"key\":\"" + header.key() + "\",\"algorithm\":\"" + header.algorithm() + "\",\"hash\":\"");
        hex(hash);
        text("\",\"signature\":\"" + Base64.getEncoder().encodeToString(signature) + "\"}\n");
        drain(FLUSH);
    }

    /** @param fields the {@link LineBytes#FIELDS} fields */
    public void line(long number, long micros, int form, String[] fields, byte[] digest) throws IOException {
        text("{\"line\":" + number + ",\"at\":\"");
        room(Moments.LENGTH);
        Moments.write(micros, buffer, length);
        length += Moments.LENGTH;
        text("\",\"form\":" + form);
        for (int i = 0; i < LineBytes.FIELDS; i++) {
            text(",\"" + NAMES.get(i) + "\":\"");
            escaped(fields[i]);
            text("\"");
        }
        text(",\"digest\":\"");
        hex(digest);
        text("\"}\n");
        drain(FLUSH);
    }

    /** Gives everything on; the stream is neither flushed nor closed. */
    public void end() throws IOException {
        drain(0);
    }

    private void drain(int over) throws IOException {
        if (length > over) {
            into.write(buffer, 0, length);
            length = 0;
        }
    }

    private void room(int bytes) {
        if (length + bytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + bytes, 2 * buffer.length));
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void hex(byte[] bytes) {
        room(2 * bytes.length);
        for (byte b : bytes) {
            buffer[length++] = HEX[b >> 4 & 15];
            buffer[length++] = HEX[b & 15];
        }
    }

    /** Quote and backslash with a backslash before, control characters as {@code \}{@code u00xx}, everything else as it is. */
    private void escaped(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(6 * bytes.length);
        for (byte b : bytes) {
            if (b == '"' || b == '\\') {
                buffer[length++] = '\\';
                buffer[length++] = b;
            } else if (b >= 0 && b < ' ') {
                buffer[length++] = '\\';
                buffer[length++] = 'u';
                buffer[length++] = '0';
                buffer[length++] = '0';
                buffer[length++] = HEX[b >> 4];
                buffer[length++] = HEX[b & 15];
            } else {
                buffer[length++] = b;
            }
        }
    }
}
