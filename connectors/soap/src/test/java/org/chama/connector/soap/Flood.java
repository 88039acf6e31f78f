package org.chama.connector.soap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A caller that sends a body as long as it can, made as it goes, and reads the answer meanwhile. */
final class Flood {

    private final String answer;
    private final long sent;

    private Flood(String answer, long sent) {
        this.answer = answer;
        this.sent = sent;
    }

    String answer() {
        return answer;
    }

    /** Bytes of the body the other side let us send. */
    long sent() {
        return sent;
    }

    /** Sends head, then {@code filler} until {@code bytes} are out, then tail. */
    static Flood send(int port, boolean chunked, String head, String filler, long bytes, String tail)
            throws IOException, InterruptedException {
        ExecutorService sender = Executors.newSingleThreadExecutor();
        AtomicLong sent = new AtomicLong();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            byte[] block = filler.repeat(Math.max(1, 65536 / filler.length())).getBytes(StandardCharsets.UTF_8);
            long blocks = bytes / block.length;
            byte[] start = head.getBytes(StandardCharsets.UTF_8);
            byte[] end = tail.getBytes(StandardCharsets.UTF_8);
            long length = start.length + blocks * block.length + end.length;
            OutputStream out = socket.getOutputStream();
            out.write(("POST /soap/publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length)
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            sender.submit(() -> {
                write(out, chunked, start, sent);
                for (long i = 0; i < blocks; i++) {
                    write(out, chunked, block, sent);
                }
                write(out, chunked, end, sent);
                if (chunked) {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                }
                return null;
            });
            return new Flood(read(socket), sent.get());
        } finally {
            sender.shutdownNow();
        }
    }

    private static void write(OutputStream out, boolean chunked, byte[] bytes, AtomicLong sent) throws IOException {
        if (chunked) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write(bytes);
        if (chunked) {
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        sent.addAndGet(bytes.length);
    }

    private static String read(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                answer.write(buffer, 0, n);
            }
        } catch (IOException e) {
            if (answer.size() == 0) {
                throw e;
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
