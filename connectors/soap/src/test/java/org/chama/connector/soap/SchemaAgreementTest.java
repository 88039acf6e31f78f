package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.WriteMode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The hand-written parser takes exactly what the schema in the WSDL takes. */
class SchemaAgreementTest {

    private static final int DOCUMENTS = 6000;
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "a",
            "ab",
            " ab ",
            "a\tb",
            "vehicles",
            "a-9",
            "9a",
            "aB",
            "车辆",
            "x".repeat(48),
            "x".repeat(49),
            "x".repeat(128),
            "x".repeat(129),
            " " + "x".repeat(128) + " ",
            "1",
            "+1",
            "-1",
            "0",
            "007",
            " 12 ",
            "1 2",
            "1.0",
            "٣",
            "9223372036854775807",
            "9223372036854775808",
            "PUT",
            "DELETE",
            "put",
            " PUT",
            "&lt;&#x1F40E;",
            "&#10;a",
            "a&#10;b",
            "a&#13;");

    private final Random random = new Random(20261125);

    @Test
    void parserAndSchemaGiveTheSameVerdict() throws Exception {
        Schema schema = schema();
        int valid = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            String payload = random.nextInt(4) == 0 ? status() : publish();
            boolean expected = accepts(schema, payload);
            assertThat(parses(payload)).as(payload).isEqualTo(expected);
            valid += expected ? 1 : 0;
        }
        assertThat(valid).isBetween(DOCUMENTS / 10, DOCUMENTS * 9 / 10);
    }

    @Test
    void agreeOnTheLongestValueAndName() throws Exception {
        Schema schema = schema();
        for (int length : new int[] {65535, 65536, 65537}) {
            for (int name : new int[] {1, 128, 129}) {
                String payload = "<publish xmlns=\"urn:chama:publish:1\"><dataset>ab</dataset><requestId>r</requestId>"
                        + "<records><record><field name=\"" + "名".repeat(name) + "\">" + "值".repeat(length)
                        + "</field></record></records></publish>";
                assertThat(parses(payload)).isEqualTo(accepts(schema, payload));
            }
        }
    }

    private String publish() {
        StringBuilder records = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            StringBuilder fields = new StringBuilder();
            for (int j = random.nextInt(4); j > 0; j--) {
                String name = rarely() ? "" : " name=\"" + (rarely() ? word() : "plate") + "\"";
                fields.append(element("field", name, random.nextBoolean() ? word() : "云A00001"));
            }
            String action = random.nextInt(3) > 0 ? "" : " action=\"" + (rarely() ? word() : "DELETE") + "\"";
            records.append(element("record", action, fields.toString()));
        }
        String dataset = element("dataset", "", rarely() ? word() : "vehicles");
        String request = element("requestId", "", rarely() ? word() : "r 1");
        String all = element("records", "", records.toString());
        return root("publish", rarely() ? dataset + all + request : dataset + request + all);
    }

    private String status() {
        return root("status", element("arrival", "", word()));
    }

    private String element(String name, String attributes, String content) {
        if (rarely()) {
            return "";
        }
        String shown = rarely() ? "other" : name;
        String more = rarely() ? attribute() : "";
        String inside = (rarely() ? noise() : "") + content + (rarely() ? noise() : "");
        String written = "<" + shown + attributes + more + ">" + inside + "</" + shown + ">";
        return (rarely() ? noise() : "") + written + (rarely() ? written : "");
    }

    private String root(String name, String content) {
        String shown = rarely() ? "other" : name;
        return "<" + shown + " xmlns=\"" + (rarely() ? "urn:other" : CallParser.NAMESPACE)
                + "\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:p=\"urn:p\">" + content + "</" + shown
                + ">";
    }

    private String attribute() {
        return pick(List.of(
                " more=\"x\"",
                " p:name=\"x\"",
                " i:nil=\"true\"",
                " i:nil=\"false\"",
                " i:schemaLocation=\"urn:a b\"",
                " i:noNamespaceSchemaLocation=\"b\"",
                " xml:lang=\"zh\""));
    }

    private String noise() {
        return pick(List.of(
                "<!-- c -->", "<?pi x?>", " \n\t", "text", "<![CDATA[ ]]>", "<![CDATA[x]]>", "<x/>", "&#32;", "&amp;"));
    }

    private String word() {
        return pick(WORDS);
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private boolean rarely() {
        return random.nextInt(40) == 0;
    }

    private static boolean accepts(Schema schema, String payload) throws IOException {
        try {
            schema.newValidator().validate(new StreamSource(new StringReader(payload)));
            return true;
        } catch (SAXException e) {
            return false;
        }
    }

    private static boolean parses(String payload) throws Exception {
        byte[] message = TestDoor.envelope(TestDoor.SOAP11, payload).getBytes(StandardCharsets.UTF_8);
        XMLStreamReader reader = Xml.open(new ByteArrayInputStream(message), Optional.empty());
        reader.nextTag();
        reader.next();
        try {
            new CallParser(reader, new Everything(), 1000, 0).parse();
            return true;
        } catch (CallFault e) {
            assertThat(e.refusal().code()).isIn("invalid-message", "unknown-operation");
            return false;
        }
    }

    static Schema schema() throws Exception {
        DocumentBuilderFactory documents = DocumentBuilderFactory.newInstance();
        documents.setNamespaceAware(true);
        Document wsdl =
                documents.newDocumentBuilder().parse(PublishEndpoint.wsdl().toString());
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(new DOMSource(wsdl.getElementsByTagNameNS(XMLConstants.W3C_XML_SCHEMA_NS_URI, "schema")
                        .item(0)));
    }

    /** Has every dataset. */
    private static final class Everything implements Datasets {

        @Override
        public Optional<Dataset> find(String id) {
            return Optional.of(Fakes.dataset(id, 1, WriteMode.UPSERT, "plate", "号牌"));
        }

        @Override
        public Optional<Dataset> find(int number, int version) {
            return Optional.empty();
        }

        @Override
        public List<Dataset> all() {
            return List.of();
        }

        @Override
        public long revision() {
            return 1;
        }
    }
}
