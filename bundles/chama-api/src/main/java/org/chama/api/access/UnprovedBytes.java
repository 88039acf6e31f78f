package org.chama.api.access;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.chama.api.RefusedException;

/**
 * Reads bodies of requests that must be known whole before their sender can be proved: however many come at once and however slowly,
 * they take a bounded part of the memory, and what has not arrived takes none. Thread-safe.
 */
public final class UnprovedBytes {

    private static final int PART = 16_384;

    private final AtomicLong free;

    /** @param most bytes of all bodies together */
    public UnprovedBytes(long most) {
        this.free = new AtomicLong(most);
    }

    /** A body that counts until it is closed. Used by one thread. */
    public final class Held implements AutoCloseable {

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private long taken;

        private Held() {}

        public byte[] bytes() {
            return read.toByteArray();
        }

        @Override
        public void close() {
            free.addAndGet(taken);
            taken = 0;
        }

        private void take(byte[] part, int length) {
            // the stream's own array and the copy of bytes()
            long wanted = 2L * length;
            if (free.addAndGet(-wanted) < 0) {
                free.addAndGet(wanted);
                throw new RefusedException(
                        "try-again", "平台暂时不能受理，请稍后重试", "the platform cannot take this now: try again later");
            }
            taken += wanted;
            read.write(part, 0, length);
        }
    }

    /**
     * Reads to the end.
     *
     * @param largest bytes
     * @param patience for the whole of it
     * @throws RefusedException {@code body-too-large}, {@code body-too-slow}, or {@code try-again} while others take all the memory
     * @throws IOException of the stream
     */
    public Held read(InputStream in, int largest, Duration patience) throws IOException {
        Held held = new Held();
        try {
            long end = System.nanoTime() + patience.toNanos();
            byte[] part = new byte[PART];
            int all = 0;
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                all += n;
                if (all > largest) {
                    throw new RefusedException(
                            "body-too-large",
                            "请求体超过 " + largest + " 字节的上限",
                            "the body is larger than " + largest + " bytes");
                }
                if (System.nanoTime() - end > 0) {
                    throw new RefusedException("body-too-slow", "请求体到达过慢", "the body came too slowly");
                }
                held.take(part, n);
            }
            return held;
        } catch (IOException | RuntimeException e) {
            held.close();
            throw e;
        }
    }
}
