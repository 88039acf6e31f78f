package org.chama.itests.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chama.itests.node.Staff;

/** The SOAP door, as a legacy system sees it. */
final class Soap {

    private static final String OPEN = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>";
    private static final String CLOSE = "</s:Body></s:Envelope>";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;

    private final Staff staff;

    Soap(int port, Staff staff) {
        this.address = URI.create("http://127.0.0.1:" + port + "/soap/publish");
        this.staff = staff;
    }

    /** An answer or a fault: the text of its elements by name. */
    record Answer(int status, String body) {

        /** The text of the first element of a name, empty when there is none. */
        String text(String element) {
            Matcher found = Pattern.compile("<(?:\\w+:)?" + element + "(?:\\s[^>]*)?>([^<]*)<")
                    .matcher(body);
            return found.find() ? found.group(1) : "";
        }

        String refused() {
            Matcher found = Pattern.compile("<refused count=\"(\\d+)\"").matcher(body);
            return found.find() ? found.group(1) : "";
        }
    }

    static String envelope(String content) {
        return OPEN + content + CLOSE;
    }

    static String publish(String dataset, String requestId, String records) {
        return envelope("<publish xmlns=\"urn:chama:publish:1\"><dataset>" + dataset + "</dataset><requestId>"
                + requestId + "</requestId><records>" + records + "</records></publish>");
    }

    /** A record of names and values in turn. */
    static String record(String... fields) {
        StringBuilder record = new StringBuilder("<record>");
        for (int i = 0; i < fields.length; i += 2) {
            record.append("<field name=\"" + fields[i] + "\">" + fields[i + 1] + "</field>");
        }
        return record.append("</record>").toString();
    }

    Answer post(String message, String... headers) {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("Authorization", staff.signed(Node.SYSTEM, "POST", address.getPath(), body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return post(request.build());
    }

    /**
     * Sends a body as a plain client does: on and on until the other side has had enough, then reads what it said. The signature is
     * of an empty body: no body that is too large is digested to the end.
     *
     * @param length announced; 0 to send it in chunks without saying how much will come
     */
    Answer send(InputStream body, long length) {
        String kind = length > 0 ? "Content-Length: " + length : "Transfer-Encoding: chunked";
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(utf8("POST /soap/publish HTTP/1.1\r\nHost: " + address.getAuthority()
                    + "\r\nAuthorization: " + staff.signed(Node.SYSTEM, "POST", address.getPath(), new byte[0])
                    + "\r\nContent-Type: text/xml\r\nConnection: close\r\n" + kind + "\r\n\r\n"));
            boolean isWanted = true;
            byte[] part = new byte[1 << 16];
            for (int n = body.read(part); isWanted && n >= 0; n = body.read(part)) {
                isWanted = write(out, part, n, length == 0);
            }
            if (isWanted && length == 0) {
                out.write(utf8("0\r\n\r\n"));
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(answer.split(" ")[1]), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side still takes it. */
    private static boolean write(OutputStream out, byte[] part, int length, boolean chunked) {
        try {
            if (chunked) {
                out.write(utf8(Integer.toHexString(length) + "\r\n"));
            }
            out.write(part, 0, length);
            if (chunked) {
                out.write(utf8("\r\n"));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Answer post(HttpRequest request) {
        try {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
