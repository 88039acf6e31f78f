package org.chama.connector.soap;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request body of at most {@code limit} bytes. The read that would go beyond fails; what is read after that is thrown away, at most
 * {@code limit} bytes more, so that a client still sending gets to read the answer.
 */
final class BoundedBody extends ServletInputStream {

    private final HttpServletRequest request;
    private final long limit;
    private final boolean heldBack;
    private long read;
    private boolean exceeded;
    private Optional<InputStream> loaded = Optional.empty();

    /**
     * A client that waits to be told to go on (100-continue) is told so by the first read: one whose body is too large never is.
     */
    BoundedBody(HttpServletRequest request, long limit) {
        this.request = request;
        this.limit = limit;
        this.exceeded = request.getContentLengthLong() > limit;
        this.heldBack = exceeded && "100-continue".equalsIgnoreCase(request.getHeader("Expect"));
    }

    /** What is left has been read and is read again from here. */
    void load(byte[] rest) {
        loaded = Optional.of(new ByteArrayInputStream(rest));
    }

    long limit() {
        return limit;
    }

    /** Whether the client still has the whole body, which is too large. */
    boolean heldBack() {
        return heldBack;
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
        if (loaded.isPresent()) {
            return loaded.get().read(into, offset, length);
        }
        long bound = exceeded ? 2 * limit : limit + 1;
        if (heldBack || read >= bound) {
            return -1;
        }
        int n = request.getInputStream().read(into, offset, (int) Math.min(length, bound - read));
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

    /** Asked by nobody who reads by blocking. */
    @Override
    public boolean isFinished() {
        return heldBack;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("read by blocking only");
    }
}
