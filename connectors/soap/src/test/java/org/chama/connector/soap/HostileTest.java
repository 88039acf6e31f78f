package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.connector.soap.TestDoor.SOAP11;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.envelope;
import static org.chama.connector.soap.TestDoor.publish;
import static org.chama.connector.soap.TestDoor.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostileTest {

    private static final long MEBIBYTE = 1 << 20;

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @AfterEach
    void nothingWasTakenAndTheDoorStillWorks() {
        assertThat(door.hub().rows()).noneMatch(row -> row.contains("evil"));
        assertThat(door.post(call11("still-" + System.nanoTime(), record("plate", "云A00001")))
                        .body())
                .contains("<received>1</received>");
    }

    @Test
    void refusesEveryDocumentTypeBeforeItIsExpandedOrFetched() throws IOException {
        Path secret = Files.createTempFile("chama", "secret");
        try (ServerSocketChannel elsewhere = ServerSocketChannel.open()) {
            Files.writeString(secret, "evil-secret");
            elsewhere.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            String url = "http://127.0.0.1:" + ((InetSocketAddress) elsewhere.getLocalAddress()).getPort() + "/x";
            StringBuilder laughs = new StringBuilder("<!ENTITY l0 \"evil\">");
            for (int i = 1; i < 20; i++) {
                laughs.append("<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">");
            }
            for (String dtd : List.of(
                    "<!DOCTYPE x [" + laughs + "]>",
                    "<!DOCTYPE x [<!ENTITY l19 SYSTEM \"" + secret.toUri() + "\">]>",
                    "<!DOCTYPE x [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>",
                    "<!DOCTYPE x SYSTEM \"" + url + "\">",
                    "<!DOCTYPE x PUBLIC \"a\" \"" + url + "\">")) {
                HttpResponse<String> answer = door.post(dtd + call11("dtd", record("plate", "&l19;")));
                assertFault(answer, "format-xml-dtd");
                assertThat(answer.body()).doesNotContain("evil");
            }
            assertThat(elsewhere.accept()).as("connections made").isNull();
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void refusesEntitiesAndXInclude() {
        assertFault(door.post(call11("entity", record("plate", "&evil;"))), "format-xml", "invalid-message");
        assertFault(
                door.post(call11(
                        "xinclude",
                        "<record><field name=\"plate\"><xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\""
                                + " href=\"file:///etc/passwd\" parse=\"text\"/></field></record>")),
                "invalid-message");
    }

    @Test
    void refusesAnAttachmentReferenceAndAMultipart() {
        assertFault(
                door.post(call11(
                        "xop",
                        "<record><field name=\"plate\"><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\""
                                + " href=\"http://169.254.169.254/\"/></field></record>")),
                "invalid-message");
        HttpResponse<String> multipart = door.post(
                "--b\r\n\r\nevil\r\n--b--".getBytes(StandardCharsets.UTF_8),
                "multipart/related; type=\"application/xop+xml\"; boundary=b");
        assertFault(multipart, "unsupported-media-type");
        assertThat(multipart.statusCode()).isEqualTo(415);
    }

    @Test
    void refusesACompressedBody() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(call11("gzip", "").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(door.post(bytes.toByteArray(), "text/xml", "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void refusesNestingOfAHundredThousand() {
        String deep = "<evil>".repeat(100_000) + "</evil>".repeat(100_000);
        assertFault(door.post(envelope(SOAP11, deep)), "unknown-operation");
        assertFault(door.post(call11("deep", deep)), "invalid-message");
        assertFault(
                door.post("<s:Envelope xmlns:s=\"" + SOAP11 + "\"><s:Header>" + deep
                        + "</s:Header><s:Body/></s:Envelope>"),
                "format-xml");
        assertFault(door.post(deep), "version-mismatch", "format-xml");
    }

    @Test
    void refusesAHundredThousandAttributesAndNamespaces() {
        for (String kind : List.of("a", "xmlns:a")) {
            String many = IntStream.range(0, 100_000)
                    .mapToObj(i -> kind + i + "=\"evil\"")
                    .collect(Collectors.joining(" "));
            assertFault(door.post(call11("wide", "<record " + many + "/>")), "format-xml");
            assertFault(door.post("<s:Envelope xmlns:s=\"" + SOAP11 + "\" " + many + "/>"), "format-xml");
        }
    }

    @Test
    void refusesAMillionChildren() throws Exception {
        String head = "<s:Envelope xmlns:s=\"" + SOAP11 + "\"><s:Body><publish xmlns=\"urn:chama:publish:1\">"
                + "<dataset>vehicles</dataset><requestId>many</requestId><records>";
        for (boolean chunked : new boolean[] {true, false}) {
            Flood flood = Flood.send(door.port(), chunked, head, "<record/>", 9_000_000, "");
            assertThat(flood.answer()).containsAnyOf("<code>too-many-records</code>", "<code>body-too-large</code>");
        }
        assertFault(door.post(call11("many", "<record/>".repeat(TestDoor.MAX_RECORDS + 1))), "too-many-records");
    }

    @Test
    void takesExactlyAsManyRecordsAsAllowed() {
        assertThat(door.post(call11("most", "<record/>".repeat(TestDoor.MAX_RECORDS)))
                        .body())
                .contains("<received>20000</received>");
    }

    @Test
    void survivesNamesMadeToCollide() {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 8192; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 13; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            records.append(record(name.toString(), "1"));
        }
        assertThat(door.post(call11("collide", records.toString())).body()).contains("<refused count=\"8192\">");
    }

    @Test
    void cutsOffATextOfHalfAGibibyte() throws Exception {
        String head = call11("text", "<record><field name=\"plate\">");
        head = head.substring(0, head.indexOf("</records>"));
        Flood flood = Flood.send(door.port(), true, head, "x", 500 * MEBIBYTE, "");

        assertThat(flood.answer()).startsWith("HTTP/1.1 500").contains("<code>invalid-message</code>");
        assertThat(flood.sent()).isLessThan(40 * MEBIBYTE);
    }

    @Test
    void refusesATooLargeBodyByItsDeclaredLengthWithoutReadingItAll() throws Exception {
        List<Path> before = temporaryFiles();
        Flood flood = Flood.send(door.port(), false, call11("large", ""), " ", 50_000_000, "");

        assertThat(flood.answer()).startsWith("HTTP/1.1 500").contains("<code>body-too-large</code>");
        assertThat(flood.sent()).isLessThan(40_000_000);
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    @Test
    void refusesATooLargeBodyAtOnceWhenTheCallerAsksBeforeSendingIt() throws IOException {
        for (String type : List.of("text/xml", "application/soap+xml")) {
            assertThat(ask(type, TestDoor.MAX_BODY_BYTES + 1))
                    .startsWith("HTTP/1.1 413")
                    .contains("Fault>", "<code>body-too-large</code>")
                    .doesNotContain("100 Continue");
        }
        assertThat(ask("text/plain", TestDoor.MAX_BODY_BYTES + 1))
                .startsWith("HTTP/1.1 415")
                .doesNotContain("100 Continue");
    }

    @Test
    void tellsACallerThatAsksToSendABodyOfTheRightSize() throws IOException {
        byte[] call = call11("asked", record("plate", "云A00003")).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = asking("text/xml", call.length)) {
            byte[] goOn = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(socket.getInputStream().readNBytes(goOn.length)).isEqualTo(goOn);
            socket.getOutputStream().write(call);
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("Envelope>") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            assertThat(answer).startsWith("HTTP/1.1 200").contains("<received>1</received>");
        }
    }

    private static String ask(String type, long length) throws IOException {
        try (Socket socket = asking(type, length)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket asking(String type, long length) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /soap/publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type
                                + "\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: " + length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void refusesATooLargeBodyOfUnknownLengthByCounting() throws Exception {
        List<Path> before = temporaryFiles();
        String whole = call11("large", "");
        int at = whole.indexOf("</records>");
        Flood flood = Flood.send(door.port(), true, whole.substring(0, at), " ", 50_000_000, whole.substring(at));

        assertThat(flood.answer()).startsWith("HTTP/1.1 500").contains("<code>body-too-large</code>");
        assertThat(flood.sent()).isLessThan(40_000_000);
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    @Test
    void answersABodySomewhatTooLargeEvenToACallerThatSendsAllFirst() {
        String large = call11("large", " ".repeat((int) (12 * MEBIBYTE)));

        assertFault(door.post(large), "body-too-large");
    }

    @Test
    void takesABodyJustBelowTheLimit() {
        String call = call11("fits", record("plate", "云A00002"));
        int rest = (int) TestDoor.MAX_BODY_BYTES - call.getBytes(StandardCharsets.UTF_8).length;
        String fits = call.replace("<record>", " ".repeat(rest) + "<record>");

        assertThat(door.post(fits).body()).contains("<received>1</received>");
        assertFault(door.post(fits.replace("</record>", "</record> ")), "body-too-large");
    }

    @Test
    void refusesALongSoapHeader() {
        String header = "<h xmlns=\"urn:x\">" + "evil".repeat(100_000) + "</h>";
        assertFault(
                door.post("<s:Envelope xmlns:s=\"" + SOAP11 + "\"><s:Header>" + header + "</s:Header><s:Body>"
                        + publish("vehicles", "header", "") + "</s:Body></s:Envelope>"),
                "header-too-large");
    }

    private static void assertFault(HttpResponse<String> answer, String... codes) {
        assertThat(answer.statusCode()).isBetween(400, 500);
        assertThat(answer.body())
                .contains("Fault>")
                .containsAnyOf(Stream.of(codes)
                        .map(code -> "<code>" + code + "</code>")
                        .toArray(String[]::new))
                .doesNotContain("Exception", "at org.", "com.ctc");
    }

    private static List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("cxf"))
                    .sorted()
                    .toList();
        }
    }
}
