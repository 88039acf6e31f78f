package org.chama.formats.source;

import java.io.IOException;
import java.io.InputStream;

/** GB 18030 read as UTF-8; a byte that belongs to no character becomes FF, which no UTF-8 has. */
public final class GbStream extends InputStream {

    private static final int CHUNK = 64 << 10;

    private final InputStream in;
    private final byte[] source = new byte[CHUNK];
    private final byte[] out = new byte[CHUNK * 3 / 2 + 8];
    private int left;
    private int from;
    private int to;
    private boolean ended;

    public GbStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return more() ? out[from++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(out, from, into, offset, count);
        from += count;
        return count;
    }

    private boolean more() throws IOException {
        while (from == to && !(ended && left == 0)) {
            transcode();
        }
        return from < to;
    }

    private void transcode() throws IOException {
        int read = in.readNBytes(source, left, CHUNK - left);
        ended = read < CHUNK - left;
        int limit = left + read;
        int at = 0;
        from = 0;
        to = 0;
        while (at < limit) {
            int character = Gb18030.at(source, at, limit);
            if (character == Gb18030.CUT && !ended) {
                break;
            }
            if (character < 0) {
                out[to++] = (byte) 0xFF;
                at++;
            } else {
                to = Utf8.put(character, out, to);
                at += Gb18030.length(source, at);
            }
        }
        left = limit - at;
        System.arraycopy(source, at, source, 0, left);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
