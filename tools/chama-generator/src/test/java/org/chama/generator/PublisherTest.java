package org.chama.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PublisherTest {

    private static final String ANSWER =
            """
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
            <publishResponse xmlns="urn:chama:publish:1"><arrival>17</arrival><received>2</received><refused>1</refused>
            <refusals><refusal><position>2</position></refusal></refusals></publishResponse></soap:Body></soap:Envelope>""";
    private static final String FAULT =
            """
            <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault>
            <faultcode>soap:Client</faultcode><faultstring>没有授权</faultstring></soap:Fault></soap:Body></soap:Envelope>""";

    private final List<byte[]> bodies = new ArrayList<>();
    private final List<String> headers = new ArrayList<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private int status = 200;
    private String answer = ANSWER;
    private HttpServer server;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/soap/publish", exchange -> {
            boolean isWsdl = exchange.getRequestMethod().equals("GET");
            byte[] reply = (isWsdl ? wsdl() : answer).getBytes(UTF_8);
            if (!isWsdl) {
                bodies.add(exchange.getRequestBody().readAllBytes());
                headers.add(exchange.getRequestHeaders().getFirst("Content-Type")
                        + "|" + exchange.getRequestHeaders().getFirst("SOAPAction")
                        + "|" + exchange.getRequestHeaders().getFirst("Authorization"));
            }
            exchange.sendResponseHeaders(isWsdl ? 200 : status, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void postsEnvelopesToTheAddressOfTheWsdlAndSaysWhatWasAnswered() throws Exception {
        int exit = run("publish", "--url", url() + "?wsdl", "--dataset", "persons", "--rows", "5", "--batch", "3");

        assertThat(exit).as(errors.toString(UTF_8)).isZero();
        assertThat(log.toString(UTF_8).lines())
                .containsExactly(
                        "已发布 / published person-20260101-0: arrival 17, received 2, refused 1",
                        "已发布 / published person-20260101-3: arrival 17, received 2, refused 1",
                        Expected.of(Recipe.of(Kind.PERSON).withFormat(Format.XML), 0, 5)
                                .toString());
        assertThat(headers).containsOnly("text/xml; charset=utf-8|\"\"|null").hasSize(2);

        Element publish = publish(bodies.get(1), "http://schemas.xmlsoap.org/soap/envelope/");
        List<Element> parts = children(publish);
        assertThat(parts).extracting(Element::getLocalName).containsExactly("dataset", "requestId", "records");
        assertThat(parts).extracting(Element::getNamespaceURI).containsOnly("urn:chama:publish:1");
        assertThat(parts.get(0).getTextContent()).isEqualTo("persons");
        assertThat(parts.get(1).getTextContent()).isEqualTo("person-20260101-3");
        List<Element> records = children(parts.get(2));
        assertThat(records).hasSize(2);
        Row row = new Generator(Recipe.of(Kind.PERSON)).make(4, new Row(Kind.PERSON));
        List<Element> fields = children(records.get(1));
        assertThat(fields).extracting(Element::getLocalName).containsOnly("field");
        assertThat(fields.stream().map(field -> field.getAttribute("name")))
                .containsExactlyElementsOf(
                        Kind.PERSON.columns().stream().map(Column::name).toList());
        assertThat(fields.stream().map(Element::getTextContent)).containsExactly(row.values());
    }

    @Test
    void speaksSoap12AndSignsItsRequestsWhenToldTo() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "tea\n");
        int exit = run(
                "publish",
                "--url",
                url(),
                "--dataset",
                "persons",
                "--rows",
                "1",
                "--soap",
                "1.2",
                "--client",
                "police",
                "--secret-file",
                secret.toString());

        assertThat(exit).as(errors.toString(UTF_8)).isZero();
        Matcher signed = Pattern.compile("application/soap\\+xml; charset=utf-8\\|null\\|Chama client=police,"
                        + " algorithm=HMAC-SHA256, timestamp=(\\d+), nonce=([0-9a-f]{32}), signature=([0-9a-f]{64})")
                .matcher(headers.get(0));
        assertThat(signed.matches()).as(headers.get(0)).isTrue();
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bodies.get(0)));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("tea".getBytes(UTF_8), "HmacSHA256"));
        String text = "POST\n/soap/publish\n" + signed.group(1) + "\n" + signed.group(2) + "\n" + digest;
        assertThat(signed.group(3)).isEqualTo(HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8))));
        publish(bodies.get(0), "http://www.w3.org/2003/05/soap-envelope");
    }

    @Test
    void carriesDirtyRowsThatAreStillXml() throws Exception {
        int exit = run(
                "publish", "--url", url(), "--dataset", "persons", "--rows", "500", "--batch", "500", "--dirty", "0.5");

        assertThat(exit).isZero();
        Element publish = publish(bodies.get(0), "http://schemas.xmlsoap.org/soap/envelope/");
        List<Element> records = children(children(publish).get(2));
        assertThat(records).hasSize(500);
        assertThat(records).anyMatch(each -> each.getTextContent().contains("\"东门\",西门\n三号\""));
    }

    @Test
    void stopsAtAFaultAndSaysIt() {
        status = 500;
        answer = FAULT;
        int exit = run("publish", "--url", url(), "--dataset", "persons", "--rows", "10", "--batch", "5");

        assertThat(exit).isOne();
        assertThat(bodies).hasSize(1);
        assertThat(log.toString(UTF_8).strip()).isEqualTo("被拒绝 / refused person-20260101-0: HTTP 500 soap:Client 没有授权");
    }

    @Test
    void takesAnAnswerThatIsNoXmlForARefusal() {
        answer = "<html><br></html>";
        assertThat(run("publish", "--url", url(), "--dataset", "persons", "--rows", "1"))
                .isOne();
        assertThat(log.toString(UTF_8)).contains("HTTP 200", "is not XML");
    }

    @Test
    void failsWhenNobodyAnswers() {
        server.stop(0);
        assertThat(run("publish", "--url", url(), "--dataset", "persons")).isOne();
        assertThat(errors.toString(UTF_8)).contains("failed: java.net.ConnectException");
    }

    private int run(String... arguments) {
        return new Main(new PrintStream(log, true, UTF_8), new PrintStream(errors, true, UTF_8)).run(arguments);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/soap/publish";
    }

    private String wsdl() {
        return """
            <wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/">
            <wsdl:service name="publish"><wsdl:port name="publish"><soap:address location="%s"/></wsdl:port></wsdl:service>
            </wsdl:definitions>"""
                .formatted(url());
    }

    private static Element publish(byte[] body, String soap) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element envelope = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(body))
                .getDocumentElement();
        assertThat(envelope.getNamespaceURI()).isEqualTo(soap);
        Element publish = children(children(envelope).get(0)).get(0);
        assertThat(publish.getLocalName()).isEqualTo("publish");
        return publish;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
