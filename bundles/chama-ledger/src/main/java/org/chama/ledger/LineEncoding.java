package org.chama.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.chama.api.ledger.Ledger;

/**
 * The bytes of a ledger line that its digest is made of; a verifier makes the same from what the line says.
 *
 * <p>Form 1, all numbers big-endian: one byte {@code 01}; the moment in microseconds since 1970-01-01T00:00:00Z as 8 bytes; then
 * actor, kind, about and detail, in this order, each as its length in bytes (4 bytes) and its UTF-8 bytes. No two different lines
 * have the same bytes. The line's number is not in it: the chain over the digests fixes the order.
 */
final class LineEncoding {

    private static final byte FORM = 1;
    private static final long MICROS = 1_000_000;

    private LineEncoding() {}

    static byte[] of(Instant at, Ledger.Entry entry) {
        byte[] actor = utf8(entry.actor());
        byte[] kind = utf8(entry.kind());
        byte[] about = utf8(entry.about());
        byte[] detail = utf8(entry.detail());
        ByteBuffer bytes = ByteBuffer.allocate(
                1 + Long.BYTES + 4 * Integer.BYTES + actor.length + kind.length + about.length + detail.length);
        bytes.put(FORM).putLong(at.getEpochSecond() * MICROS + at.getNano() / 1_000);
        put(bytes, actor);
        put(bytes, kind);
        put(bytes, about);
        put(bytes, detail);
        return bytes.array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ByteBuffer bytes, byte[] field) {
        bytes.putInt(field.length).put(field);
    }
}
