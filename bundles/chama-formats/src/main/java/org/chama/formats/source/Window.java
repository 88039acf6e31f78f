package org.chama.formats.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A sliding view of a stream in one reused array: small for small records, never more than 2 MiB. */
public final class Window implements Closeable {

    /** A source record over this size is refused. */
    public static final int RECORD = 1 << 20;

    private static final int FIRST = 128 << 10;
    private static final int MOST = 2 * RECORD;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST];
    private int position;
    private int limit;
    private boolean ended;

    public Window(InputStream in) {
        this.in = in;
    }

    /** Another array after a {@link #fill}. */
    public byte[] buffer() {
        return buffer;
    }

    public int position() {
        return position;
    }

    public void position(int to) {
        position = to;
    }

    /** End of what has been read. */
    public int limit() {
        return limit;
    }

    /** Whether the stream has nothing behind {@link #limit}. */
    public boolean ended() {
        return ended;
    }

    /** Reads on as far as there is room, keeping everything from {@link #position}, which moves to the array's beginning. */
    public void fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (limit == buffer.length) {
            if (limit == MOST) {
                throw new IllegalStateException("a reader holds more than a record");
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        while (!ended && limit < buffer.length) {
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                ended = true;
            } else {
                limit += read;
            }
        }
    }

    /** Makes sure that this many bytes from {@link #position} are there, or all there are. */
    public void ensure(int bytes) throws IOException {
        while (!ended && limit - position < bytes) {
            fill();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
