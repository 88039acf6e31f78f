package org.chama.connector.soap;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * A request body of at most {@code limit} bytes. The read that would go beyond fails; what is read after that is thrown away, at most
 * {@code limit} bytes more, so that a client still sending gets to read the answer. Nothing is ever kept.
 */
final class BoundedBody extends ServletInputStream {

    private final ServletInputStream in;
    private final long limit;
    private long read;
    private boolean exceeded;

    /** @param declared the Content-Length, -1 for none */
    BoundedBody(ServletInputStream in, long limit, long declared) {
        this.in = in;
        this.limit = limit;
        this.exceeded = declared > limit;
    }

    /** Whether the body is, or says it is, larger than allowed. */
    boolean exceeded() {
        return exceeded;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        long bound = exceeded ? 2 * limit : limit + 1;
        if (read >= bound) {
            return -1;
        }
        int n = in.read(into, offset, (int) Math.min(length, bound - read));
        if (n < 0) {
            return -1;
        }
        read += n;
        if (!exceeded && read > limit) {
            exceeded = true;
            throw new IOException("the body is larger than " + limit + " bytes");
        }
        return n;
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("read by blocking only");
    }
}
