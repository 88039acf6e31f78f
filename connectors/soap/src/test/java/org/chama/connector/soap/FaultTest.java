package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.connector.soap.TestDoor.SOAP11;
import static org.chama.connector.soap.TestDoor.SOAP12;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.envelope;
import static org.chama.connector.soap.TestDoor.publish;
import static org.chama.connector.soap.TestDoor.record;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.chama.api.connector.ConnectorState;
import org.chama.api.database.DatabaseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static final String SENTINEL = "530000190000000000";

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
    void recover() {
        door.hub().recover();
        assertThat(door.hub().rows()).isEmpty();
    }

    @Test
    void namesCodePlaceAndReasonInBothLanguagesInTheTermsOfEachVersion() {
        String body = "\n" + publish("vehicles", "f", "\n<record action=\"DROP\"/>");

        HttpResponse<String> soap11 = door.post(envelope(SOAP11, body));
        HttpResponse<String> soap12 =
                door.post(envelope(SOAP12, body).getBytes(StandardCharsets.UTF_8), "application/soap+xml");

        assertThat(soap11.statusCode()).isEqualTo(500);
        assertThat(soap11.body())
                .contains("<faultcode>soap:Client</faultcode>")
                .contains("<detail><fault xmlns=\"urn:chama:publish:1\"><code>invalid-message</code>")
                .contains("<zh>第 3 行，元素 record：属性 action 须为 PUT 或 DELETE</zh>")
                .contains("<en>line 3, element record: attribute action must be PUT or DELETE</en>")
                .contains("<line>3</line><element>record</element>");
        assertThat(soap12.statusCode()).isEqualTo(400);
        assertThat(soap12.body())
                .contains("Code><soap:Value>soap:Sender</soap:Value>")
                .contains("<code>invalid-message</code>", "<line>3</line>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<publish xmlns='urn:chama:publish:1'/>|invalid-message|publish",
                "<publish xmlns='urn:chama:publish:2'/>|unknown-operation|Body",
                "<other xmlns='urn:chama:publish:1'>" + SENTINEL + "</other>|unknown-operation|Body",
                "<status xmlns='urn:chama:publish:1'><arrival>" + SENTINEL
                        + "99</arrival></status>|invalid-message|arrival",
                "<status xmlns='urn:chama:publish:1'><arrival>x</arrival></status>|invalid-message|arrival",
                "<status xmlns='urn:chama:publish:1'><arrival>0</arrival></status>|invalid-message|arrival",
                "<status xmlns='urn:chama:publish:1'><arrival>1</arrival><arrival>1</arrival></status>|invalid-message|status",
                "<publish xmlns='urn:chama:publish:1'><dataset>" + SENTINEL
                        + "</dataset></publish>|invalid-message|dataset",
                "<publish xmlns='urn:chama:publish:1'><dataset>nobody</dataset></publish>|unknown-dataset|dataset",
                "<publish xmlns='urn:chama:publish:1'><dataset>vehicles</dataset><requestId> </requestId></publish>|invalid-message|requestId",
                "''|invalid-message|Body"
            })
    void refusesWrongTypesAndMissingPartsNamingTheElement(String body, String code, String element) {
        HttpResponse<String> answer = door.post(envelope(SOAP11, body));

        assertThat(answer.body())
                .contains("<faultcode>soap:Client</faultcode>", "<code>" + code + "</code>")
                .contains("<element>" + element + "</element>")
                .doesNotContain(SENTINEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<record><field>530000190000000000</field></record>",
                "<record><field name=''>530000190000000000</field></record>",
                "<record><field name=' plate'>530000190000000000</field></record>",
                "<record><field name='plate' type='530000190000000000'/></record>",
                "<record><field name='plate'><b>530000190000000000</b></field></record>",
                "<record>530000190000000000</record>",
                "<record xmlns=''><field name='plate'/></record>",
                "<record><row530000190000000000/></record>",
                "<record xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>"
            })
    void takesNothingOfACallWithOneBreachAndShowsNoValue(String breach) {
        HttpResponse<String> answer = door.post(call11("breach", record("plate", "云A00001") + breach));

        assertThat(answer.body()).contains("<code>invalid-message</code>").doesNotContain(SENTINEL);
        assertThat(door.hub().calls()).isEmpty();
    }

    @Test
    void claimsNothingOfAMessageThatEndsEarlyOrGoesOnTooLong() {
        String whole = call11("cut", record("plate", "云A00001"));
        for (int length : new int[] {whole.length() - 1, whole.indexOf("</s:Body>"), whole.indexOf("</publish>") + 4}) {
            assertThat(door.post(whole.substring(0, length)).body()).contains("<code>format-xml</code>");
        }
        assertThat(door.post(whole + "<more/>").body()).contains("<code>format-xml</code>");
        assertThat(door.post(whole.replace("</s:Body>", publish("vehicles", "b", "") + "</s:Body>"))
                        .body())
                .contains("<code>invalid-message</code>");
        assertThat(door.post(whole.replace("</s:Envelope>", "more</s:Envelope>"))
                        .body())
                .contains("<code>invalid-message</code>");
        assertThat(door.post(whole.replace("</s:Envelope>", "<more/></s:Envelope>"))
                        .body())
                .contains("<code>invalid-message</code>");
        assertThat(door.post("").body()).contains("<code>format-xml</code>");
        assertThat(door.hub().calls()).isEmpty();
    }

    @Test
    void refusesAnotherEnvelopeAndAHeaderThatMustBeUnderstood() {
        assertThat(door.post(envelope("urn:other", "")).body())
                .contains("VersionMismatch</faultcode>", "<code>version-mismatch</code>");
        assertThat(door.post("<s:Envelope xmlns:s=\"" + SOAP11
                                + "\"><s:Header><h xmlns=\"urn:x\" s:mustUnderstand=\"1\"/>" + "</s:Header><s:Body>"
                                + publish("vehicles", "must", "") + "</s:Body></s:Envelope>")
                        .body())
                .contains("MustUnderstand</faultcode>", "<code>must-understand</code>");
        assertThat(door.post("<s:Envelope xmlns:s=\"" + SOAP11 + "\"><s:Header/></s:Envelope>")
                        .body())
                .contains("<code>invalid-message</code>", "<element>Envelope</element>");
        assertThat(door.post("<s:Envelope xmlns:s=\"" + SOAP11 + "\"><x/><s:Body/></s:Envelope>")
                        .body())
                .contains("<code>invalid-message</code>");
        assertThat(door.hub().calls()).isEmpty();
    }

    @Test
    void asksToTryAgainInAnOutageAndShowsItInItsStatus() {
        door.hub().fail(new IllegalStateException("broker at 10.0.0.1 is down, record " + SENTINEL));

        HttpResponse<String> soap11 = door.post(call11("outage", record("plate", "云A00001")));
        HttpResponse<String> soap12 = door.post(
                envelope(SOAP12, "<status xmlns=\"urn:chama:publish:1\"><arrival>1</arrival></status>")
                        .getBytes(StandardCharsets.UTF_8),
                "application/soap+xml");

        assertThat(soap11.statusCode()).isEqualTo(500);
        assertThat(soap11.headers().firstValue("Retry-After")).contains("10");
        assertThat(soap11.body())
                .contains("<faultcode>soap:Server</faultcode>", "<code>try-again</code>")
                .doesNotContain("10.0.0.1", SENTINEL, "Exception");
        assertThat(soap12.headers().firstValue("Retry-After")).contains("10");
        assertThat(soap12.body()).contains("<soap:Value>soap:Receiver</soap:Value>", "<code>try-again</code>");
        assertThat(door.traffic().status("soap", "b", "1").state()).isEqualTo(ConnectorState.DOWN);

        door.hub().recover();
        door.post(envelope(SOAP11, "<status xmlns=\"urn:chama:publish:1\"><arrival>1</arrival></status>"));
        assertThat(door.traffic().status("soap", "b", "1").state()).isEqualTo(ConnectorState.UP);
    }

    @Test
    void asksToTryAgainWhenTheDatabaseIsAwayButNotForABadStatement() {
        door.hub().fail(new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException(SENTINEL)));
        assertThat(door.post(call11("outage", "")).body()).contains("<code>try-again</code>");

        door.hub().fail(new DatabaseException(DatabaseException.Cause.FAULT, new SQLException(SENTINEL)));
        HttpResponse<String> fault = door.post(call11("fault", ""));
        assertThat(fault.headers().firstValue("Retry-After")).isEmpty();
        assertThat(fault.body())
                .contains("<faultcode>soap:Server</faultcode>", "<code>internal-error</code>")
                .doesNotContain(SENTINEL, "SQLException", "at org.");
    }
}
