package org.chama.generator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A legacy system that knows only the URL of a WSDL: it posts document/literal envelopes. */
final class Publisher {

    static final String NAMESPACE = "urn:chama:publish:1";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Recipe recipe;
    private final boolean isSoap12;
    private final String dataset;
    private final Optional<Signer> signer;

    /**
     * @param recipe its format is XML
     * @param signer none to call without saying who it is
     */
    Publisher(Recipe recipe, boolean isSoap12, String dataset, Optional<Signer> signer) {
        this.recipe = recipe;
        this.isSoap12 = isSoap12;
        this.dataset = dataset;
        this.signer = signer;
    }

    /** Where calls go: the address a WSDL gives, or the URL itself when it does not end with {@code ?wsdl}. */
    URI endpoint(URI url) throws IOException, InterruptedException {
        if (!"wsdl".equalsIgnoreCase(url.getQuery())) {
            return url;
        }
        HttpResponse<byte[]> answer = client.send(request(url).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("WSDL 无法读取 / the WSDL cannot be read: HTTP " + answer.statusCode());
        }
        try {
            XMLStreamReader reader = reader(new ByteArrayInputStream(answer.body()));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamReader.START_ELEMENT
                        && reader.getLocalName().equals("address")
                        && reader.getNamespaceURI().startsWith("http://schemas.xmlsoap.org/wsdl/soap")) {
                    return url.resolve(reader.getAttributeValue(null, "location"));
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException("WSDL 不是 XML / the WSDL is not XML", e);
        }
        throw new IOException("WSDL 没有服务地址 / the WSDL has no address");
    }

    /**
     * Publishes rows in one call.
     *
     * @return whether they were taken; the log says what was answered
     */
    boolean publish(URI endpoint, String requestId, long from, long rows, PrintStream log)
            throws IOException, InterruptedException {
        byte[] body = envelope(requestId, from, rows);
        HttpRequest.Builder request = request(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signer.ifPresent(signs -> request.header("Authorization", signs.authorization("POST", endpoint, body)));
        if (isSoap12) {
            request.header("Content-Type", "application/soap+xml; charset=utf-8");
        } else {
            request.header("Content-Type", "text/xml; charset=utf-8").header("SOAPAction", "\"\"");
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        Map<String, String> values = values(answer.body());
        if (answer.statusCode() == 200 && values.containsKey("arrival")) {
            log.printf(
                    "已发布 / published %s: arrival %s, received %s, refused %s%n",
                    requestId,
                    values.get("arrival"),
                    values.getOrDefault("received", "?"),
                    values.getOrDefault("refused", "?"));
            return true;
        }
        log.printf(
                "被拒绝 / refused %s: HTTP %d %s %s%n",
                requestId,
                answer.statusCode(),
                values.getOrDefault("code", values.getOrDefault("faultcode", values.getOrDefault("Value", ""))),
                values.getOrDefault("faultstring", values.getOrDefault("Text", "")));
        return false;
    }

    /** The call as it is posted, in UTF-8. */
    byte[] envelope(String requestId, long from, long rows) throws IOException {
        String soap =
                isSoap12 ? "http://www.w3.org/2003/05/soap-envelope" : "http://schemas.xmlsoap.org/soap/envelope/";
        String before = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soap:Envelope xmlns:soap=\"" + soap
                + "\"><soap:Body>\n<publish xmlns=\"" + NAMESPACE + "\"><dataset>" + dataset + "</dataset><requestId>"
                + requestId + "</requestId><records>\n";
        String after = "</records></publish>\n</soap:Body></soap:Envelope>\n";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        Emission.of(recipe)
                .write(from, rows, XmlEmitter.fields(recipe.kind(), before, after), new Sink(body, Encoding.UTF_8));
        return body.toByteArray();
    }

    private static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).timeout(PATIENCE);
    }

    /** The texts of the innermost elements of an answer or a fault by name, and the counts elements carry, the first of each; none when it is no XML. */
    private static Map<String, String> values(byte[] body) {
        Map<String, String> values = new HashMap<>();
        StringBuilder text = new StringBuilder();
        boolean isInnermost = false;
        try {
            XMLStreamReader reader = reader(new ByteArrayInputStream(body));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        text.setLength(0);
                        isInnermost = true;
                        String count = reader.getAttributeValue(null, "count");
                        if (count != null) {
                            values.putIfAbsent(reader.getLocalName(), count);
                        }
                    }
                    case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> text.append(reader.getText());
                    case XMLStreamReader.END_ELEMENT -> {
                        if (isInnermost) {
                            values.putIfAbsent(
                                    reader.getLocalName(), text.toString().strip());
                        }
                        isInnermost = false;
                    }
                    default -> {
                        // comments and the like say nothing
                    }
                }
            }
        } catch (XMLStreamException e) {
            values.putIfAbsent("faultstring", "答复不是 XML / the answer is not XML");
        }
        return values;
    }

    private static XMLStreamReader reader(InputStream in) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(in);
    }
}
