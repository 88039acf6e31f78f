package org.chama.rest;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response whose client may hang up: what is written after that goes nowhere, and one line for those who debug says so. It is nobody's
 * fault and nothing to tell CXF, which would log it as a failure of ours. Used by one thread.
 */
final class HangingUp extends HttpServletResponseWrapper {

    private static final Logger LOG = LoggerFactory.getLogger(HangingUp.class);

    private Body body;

    HangingUp(HttpServletResponse response) {
        super(response);
    }

    /** The answer to a request of {@link ApiServlet}. */
    static HangingUp of(HttpServletRequest request) {
        return (HangingUp) request.getAttribute(HangingUp.class.getName());
    }

    /** Something long that is written. */
    @FunctionalInterface
    interface Writing {

        void into(OutputStream out) throws IOException;
    }

    /** Writes something long, and ends early when nobody reads it any more. */
    void unlessGone(OutputStream out, Writing writing) throws IOException {
        try {
            writing.into(new Watched(out));
        } catch (GoneException e) {
            LOG.debug("a long answer ended early");
        }
    }

    private boolean isGone() {
        return body != null && body.gone;
    }

    /** Nobody reads any more. */
    private static final class GoneException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private final class Watched extends FilterOutputStream {

        Watched(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int oneByte) throws IOException {
            look();
            out.write(oneByte);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            look();
            out.write(bytes, offset, length);
        }

        private void look() throws GoneException {
            if (isGone()) {
                throw new GoneException();
            }
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (body == null) {
            body = new Body(super.getOutputStream());
        }
        return body;
    }

    @Override
    public void flushBuffer() throws IOException {
        getOutputStream().flush();
    }

    /** A write that may fail. */
    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }

    private static final class Body extends ServletOutputStream {

        private final ServletOutputStream out;
        private boolean gone;

        Body(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int oneByte) {
            unlessGone(() -> out.write(oneByte));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            unlessGone(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            unlessGone(out::flush);
        }

        @Override
        public void close() {
            unlessGone(out::close);
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }

        private void unlessGone(Write write) {
            if (gone) {
                return;
            }
            try {
                write.run();
            } catch (IOException e) {
                gone = true;
                LOG.debug("a client hung up during its answer: {}", e.getClass().getName());
            }
        }
    }
}
