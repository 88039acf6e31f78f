package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** XML and JSON made to read files, to call out, or to fill memory. */
@Timeout(60)
@InContainer
class HostileDocumentsIT {

    private static final int LEVELS = 100_000;

    private final Node node;
    private final Drop drop;
    private ServerSocketChannel elsewhere;

    HostileDocumentsIT(Node node) {
        this.node = node;
        this.drop = node.drop("refusals");
    }

    @BeforeEach
    void listenElsewhere() throws IOException {
        elsewhere = ServerSocketChannel.open();
        elsewhere.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        elsewhere.configureBlocking(false);
    }

    @AfterEach
    void nobodyWasCalled() throws IOException {
        try (ServerSocketChannel closing = elsewhere) {
            assertThat(closing.accept()).as("connections the node made").isNull();
        }
    }

    @Test
    void refusesAFileWithADocumentTypeBeforeItIsExpandedOrFetched() {
        int number = 0;
        for (String dtd : documentTypes()) {
            String name = "dtd" + number++ + ".xml";
            JsonNode arrival = drop.take(name, "<?xml version=\"1.0\"?>\n" + dtd + "\n" + letters("&bang;"));

            assertThat(arrival.get("state").asText()).isEqualTo("REFUSED");
            Says.whole(drop.whole(arrival), "format-xml-dtd");
            assertThat(drop.whole(arrival).en()).contains("line 2");
        }
    }

    @Test
    void refusesACallWithADocumentTypeBeforeItIsExpandedOrFetched() {
        for (String dtd : documentTypes()) {
            Soap.Answer answer = node.soap().post(dtd + Soap.publish("calls", "dtd", Soap.record("name", "&bang;")));
            assertFault(answer, "format-xml-dtd");
        }
    }

    @Test
    void refusesARecordWithAnEntityNobodyDefined() {
        JsonNode arrival = drop.take("entity.xml", letters("&bang;"));

        assertThat(drop.records(arrival)).hasSize(1);
        assertThat(arrival.get("stored").asLong()).isEqualTo(1);
        assertFault(
                node.soap().post(Soap.publish("calls", "entity", Soap.record("name", "&bang;"))),
                "format-xml",
                "invalid-message");
    }

    @Test
    void takesAnInclusionForAnUnknownElement() {
        JsonNode arrival = drop.take(
                "xinclude.xml",
                letters("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"" + elsewhere()
                        + "\" parse=\"text\"/>"));

        Says.record(drop.records(arrival), "record-nested", 2, "name");
        assertThat(arrival.get("stored").asLong()).isEqualTo(1);
    }

    @Test
    void refusesAHundredThousandLevelsInAFile() {
        String deep = "<deep>".repeat(LEVELS) + "</deep>".repeat(LEVELS);
        for (String name : List.of("deep-root.xml", "deep-record.xml", "deep-value.xml")) {
            JsonNode arrival = drop.take(
                    name,
                    switch (name) {
                        case "deep-root.xml" -> deep;
                        case "deep-record.xml" -> "<letters>\n<letter>" + deep + "</letter>\n</letters>";
                        default -> letters(deep);
                    });
            assertThat(arrival.get("state").asText()).isEqualTo("REFUSED");
            Says.whole(drop.whole(arrival), "format-depth");
        }
        JsonNode json = drop.take("deep.json", "[" + "[".repeat(LEVELS) + "]".repeat(LEVELS) + "]");
        Says.whole(drop.whole(json), "format-depth");
        String nested = "{\"name\":".repeat(LEVELS) + "1" + "}".repeat(LEVELS);
        JsonNode lines = drop.take(
                "deep.jsonl", nested + "\n{\"citizen_id\":\"" + Samples.citizenId(1) + "\",\"name\":\"好\"}\n");
        assertThat(lines.get("stored").asLong()).isEqualTo(1);
        assertThat(drop.records(lines)).hasSize(1);
    }

    @Test
    void refusesAHundredThousandLevelsInACall() {
        String deep = "<deep>".repeat(LEVELS) + "</deep>".repeat(LEVELS);
        assertFault(node.soap().post(deep), "version-mismatch", "format-xml");
        assertFault(node.soap().post(Soap.envelope(deep)), "unknown-operation", "format-xml");
        assertFault(node.soap().post(Soap.publish("calls", "deep", deep)), "invalid-message", "format-xml");
    }

    private List<String> documentTypes() {
        StringBuilder laughs = new StringBuilder("<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 20; i++) {
            laughs.append("<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">");
        }
        return List.of(
                "<!DOCTYPE x [" + laughs + "<!ENTITY bang \"&l19;\">]>",
                "<!DOCTYPE x [<!ENTITY bang SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE x [<!ENTITY % p SYSTEM \"" + elsewhere() + "\"> %p;]>",
                "<!DOCTYPE x SYSTEM \"" + elsewhere() + "\">");
    }

    private String elsewhere() {
        try {
            return "http://127.0.0.1:" + ((InetSocketAddress) elsewhere.getLocalAddress()).getPort() + "/x";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two records, the first with this name. */
    private static String letters(String name) {
        return "<letters>\n<letter><citizen_id>" + Samples.citizenId(1) + "</citizen_id><name>" + name
                + "</name></letter>\n<letter><citizen_id>" + Samples.citizenId(2)
                + "</citizen_id><name>好</name></letter>\n</letters>\n";
    }

    private static void assertFault(Soap.Answer answer, String... codes) {
        assertThat(answer.text("code")).as(answer.body()).isIn((Object[]) codes);
        Says.text(answer.text("zh"), answer.text("en"));
    }
}
