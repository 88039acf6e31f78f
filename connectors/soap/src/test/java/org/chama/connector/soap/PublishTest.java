package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.connector.soap.TestDoor.SOAP11;
import static org.chama.connector.soap.TestDoor.SOAP12;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.envelope;
import static org.chama.connector.soap.TestDoor.publish;
import static org.chama.connector.soap.TestDoor.record;

import jakarta.xml.ws.Dispatch;
import jakarta.xml.ws.Service;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import org.apache.cxf.staxutils.StaxUtils;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PublishTest {

    private static TestDoor door;
    private String request;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        request = test.getDisplayName();
    }

    @Test
    void takesACallOfSoap11AndAnswersWithAReceipt() {
        HttpResponse<String> answer = door.post(call11(
                request, record("plate", "云A00001", "owner", "张三 &amp; 子", "colour", "") + record("号牌号码", "云A00002")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWithIgnoringCase("text/xml");
        assertThat(answer.body())
                .contains("Envelope xmlns:soap=\"" + SOAP11)
                .contains("<received>2</received>", "<refused count=\"0\"", "<repeat>false</repeat>");
    }

    @Test
    void takesCallsAgainAfterTheServerBeganAnew() throws Exception {
        door.beginAgain();
        assertThat(door.post(call11(request, record("plate", "云A00009", "colour", "")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesACallOfSoap12() {
        byte[] message = envelope(SOAP12, publish("vehicles", request, record("plate", "云A00003", "colour", "红")))
                .getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = door.post(message, "application/soap+xml; action=\"x\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/soap+xml");
        assertThat(answer.body()).contains("Envelope xmlns:soap=\"" + SOAP12).contains("<received>1</received>");
        assertThat(door.hub().rows()).contains("1 PUT|云A00003|~|红");
    }

    @Test
    void keepsEmptyValuesApartFromMissingOnesAndBlanksAsTheyStand() {
        door.post(call11(request, record("plate", "云A00004", "owner", "", "colour", " 蓝\n白 ")));

        assertThat(door.hub().rows()).contains("1 PUT|云A00004|| 蓝\n白 ");
    }

    @Test
    void joinsTextSplitByReferencesCommentsAndCdata() {
        door.post(call11(
                request, record("plate", "云A&#x30;0<!-- x -->0<![CDATA[<&]]>05", "owner", "&lt;乙&gt;&#x1F40E;")));

        assertThat(door.hub().rows()).contains("1 PUT|云A000<&05|<乙>🐎|~");
    }

    @Test
    void takesADeleteOfAnUpsertDatasetAndRefusesItElsewhereByPosition() {
        door.post(call11(request, "<record action=\"DELETE\"><field name=\"plate\">云A00006</field></record>"));
        HttpResponse<String> append = door.post(envelope(
                SOAP11, publish("visits", request + "2", record("place", "甲") + "<record action=\"DELETE\"/>")));

        assertThat(door.hub().rows()).contains("1 DELETE|云A00006|~|~");
        assertThat(append.body())
                .contains("<received>1</received><refused count=\"1\"><record><position>2</position>")
                .contains("<code>record-action</code>");
    }

    @Test
    void refusesRecordsOfWrongFormByPositionAndTakesTheOthers() {
        String records = record("plate", "云A00007")
                + "\n" + record("plate", "云A00008", "530000190000000000", "x")
                + "\n" + record("plate", "云A00009", "号牌号码", "云A00010")
                + "\n" + record("plate", "云A00011");

        HttpResponse<String> answer = door.post(call11(request, records));

        assertThat(answer.body())
                .contains("<received>2</received><refused count=\"2\">")
                .contains("<position>2</position><line>2</line><item></item><code>record-unknown</code>")
                .contains("<position>3</position><line>3</line><item>plate</item><code>record-duplicate</code>")
                .doesNotContain("530000190000000000");
        assertThat(door.hub().rows()).contains("1 PUT|云A00007|~|~", "4 PUT|云A00011|~|~");
    }

    @Test
    void givesTheSameReceiptForTheSameRequestHoweverItIsWritten() {
        String first = door.post(call11(request, record("plate", "云A00012"))).body();
        String again = door.post(("<?xml version=\"1.0\"?>\n<e:Envelope xmlns:e=\"" + SOAP11
                        + "\" xmlns:p=\"urn:chama:publish:1\">\n <e:Body>\n <p:publish><p:dataset> vehicles </p:dataset>"
                        + "<p:requestId>" + request + "</p:requestId><p:records>\n<p:record action=\"PUT\">"
                        + "<p:field name=\"plate\">云A<![CDATA[00012]]></p:field></p:record></p:records></p:publish>"
                        + "</e:Body></e:Envelope>"))
                .body();

        assertThat(first).contains("<repeat>false</repeat>");
        assertThat(again).isEqualTo(first.replace("<repeat>false</repeat>", "<repeat>true</repeat>"));
    }

    @Test
    void answersWithTheHubsRefusalWhenARequestIdComesWithOtherContent() {
        door.post(call11(request, record("plate", "云A00013")));
        HttpResponse<String> answer = door.post(call11(request, record("plate", "云A00014")));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("<faultcode>soap:Client</faultcode>", "<code>request-id-reused</code>")
                .doesNotContain("云A00014");
    }

    @Test
    void tellsTheStateOfAnArrivalOfItsOwn() {
        String receipt = door.post(call11(request, record("plate", "云A00015"))).body();
        String number = receipt.replaceAll("(?s).*<arrival>([0-9]+)</arrival>.*", "$1");

        HttpResponse<String> answer = door.post(
                envelope(SOAP11, "<status xmlns=\"urn:chama:publish:1\"><arrival>" + number + "</arrival></status>"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<arrival>" + number + "</arrival><state>STORED</state><received>1</received>")
                .contains("<batches>1</batches><batchesStored>1</batchesStored><batchesDead>0</batchesDead>")
                .contains("<rows><record><position>2</position><line>9</line><item>plate</item>")
                .contains("<reason><zh>重复</zh><en>again</en></reason>");
    }

    @Test
    void knowsNoArrivalOfAnotherDoor() {
        HttpResponse<String> answer =
                door.post(envelope(SOAP11, "<status xmlns=\"urn:chama:publish:1\"><arrival>7</arrival></status>"));

        assertThat(answer.body()).contains("<code>unknown-arrival</code>");
    }

    @Test
    void toleratesAWrongSoapActionAndIgnoresEveryHeader() {
        byte[] message = ("<s:Envelope xmlns:s=\"" + SOAP11 + "\"><s:Header><CamelFileName xmlns=\"urn:x\">../../evil"
                        + "</CamelFileName></s:Header><s:Body>"
                        + publish("vehicles", request, record("plate", "云A00016")) + "</s:Body></s:Envelope>")
                .getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = door.post(
                message,
                "text/xml",
                "SOAPAction",
                "\"urn:chama:publish:1/status\"",
                "CamelFileName",
                "../../evil",
                "CAmelExecCommandExecutable",
                "/bin/sh",
                "JMSReplyTo",
                "queue",
                "X-Forwarded-Host",
                "evil.example");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("evil");
        assertThat(answer.headers().map().toString())
                .doesNotContainIgnoringCase("camel")
                .doesNotContain("evil");
        assertThat(door.hub().calls())
                .anySatisfy(call -> {
                    assertThat(call.requestId()).isEqualTo(request);
                    assertThat(call.client()).isEqualTo("vehicles");
                    assertThat(call.source()).isEqualTo("soap");
                })
                .noneSatisfy(call -> assertThat(call.toString()).contains("evil"));
    }

    @Test
    void servesASelfContainedWsdlWithItsOwnAddress() {
        HttpResponse<String> wsdl = door.get("/soap/publish?wsdl");

        assertThat(wsdl.statusCode()).isEqualTo(200);
        assertThat(wsdl.headers().firstValue("Content-Type").orElseThrow()).isEqualTo("text/xml;charset=utf-8");
        assertThat(wsdl.body())
                .contains("<soap:address location=\"" + door.uri("/soap/publish"))
                .contains("<soap12:address location=\"" + door.uri("/soap/publish"))
                .doesNotContain(":8181", ":import", ":include", "schemaLocation");
    }

    @Test
    void servesNothingElse() {
        assertThat(Stream.of(
                                "/soap/",
                                "/soap/services",
                                "/soap/publish",
                                "/soap/publish?xsd=../../etc/passwd",
                                "/soap/publish?wsdl=file:///etc/passwd",
                                "/soap/other?wsdl")
                        .map(path -> door.get(path).statusCode()))
                .containsOnly(404);
        HttpRequest put = HttpRequest.newBuilder(door.uri("/soap/publish"))
                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(door.send(put).statusCode()).isEqualTo(405);
    }

    @Test
    void canBeCalledByAJaxWsClientFromTheServedWsdl() throws Exception {
        Service service = Service.create(
                door.uri("/soap/publish?wsdl").toURL(), new QName(CallParser.NAMESPACE, "PublishService"));
        for (String port : new String[] {"PublishSoap11Port", "PublishSoap12Port"}) {
            Dispatch<Source> client =
                    service.createDispatch(new QName(CallParser.NAMESPACE, port), Source.class, Service.Mode.PAYLOAD);
            Source answer = client.invoke(new StreamSource(
                    new StringReader(publish("vehicles", request + port, record("plate", "云A00017")))));
            assertThat(StaxUtils.toString(answer)).contains("<received>1</received>");
        }
    }

    @Test
    void everyAnswerAndFaultFollowsTheSchema() throws Exception {
        String receipt = door.post(call11(request, record("plate", "云A00019") + record("none", "x")))
                .body();
        String number = receipt.replaceAll("(?s).*<arrival>([0-9]+)</arrival>.*", "$1");
        Schema schema = SchemaAgreementTest.schema();
        for (String answer : List.of(
                receipt,
                door.post(envelope(
                                SOAP11,
                                "<status xmlns=\"urn:chama:publish:1\"><arrival>" + number + "</arrival></status>"))
                        .body(),
                door.post(envelope(SOAP11, "<x/>")).body(),
                door.post("<x").body(),
                door.post(envelope(SOAP12, "<x/>").getBytes(StandardCharsets.UTF_8), "application/soap+xml")
                        .body())) {
            String payload =
                    answer.replaceAll("(?s).*?(<(publishResponse|statusResponse|fault) xmlns=.*</\\2>).*", "$1");
            assertThat(payload).startsWith("<").isNotEqualTo(answer);
            schema.newValidator().validate(new StreamSource(new StringReader(payload)));
        }
    }

    @Test
    void showsWhatWentThrough() {
        door.post(call11(request, record("plate", "云A00018")));

        ConnectorStatus status = door.traffic().status("soap", "bundle", "1");

        assertThat(status.state()).isEqualTo(ConnectorState.UP);
        assertThat(status.datasets()).contains("vehicles");
        assertThat(status.arrivals()).isPositive();
        assertThat(status.lastArrival()).isPresent();
    }
}
