package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.connector.soap.SignedRequestTest.assertRefused;
import static org.chama.connector.soap.TestDoor.SOAP11;
import static org.chama.connector.soap.TestDoor.SOAP12;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.envelope;
import static org.chama.connector.soap.TestDoor.publish;
import static org.chama.connector.soap.TestDoor.record;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.wss4j.dom.WSConstants;
import org.chama.api.access.Authentication;
import org.chama.api.access.Origin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class WsSecurityTest {

    private static final TestAuthority.Holder MINE = TestDoor.MINE;

    private static TestDoor door;
    private static int taken;

    @BeforeAll
    static void open() {
        door = new TestDoor();
        door.clients().enter("schools", "education");
        taken = 0;
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @AfterEach
    void nothingElseWasTaken() {
        assertThat(door.hub().calls()).hasSize(taken);
    }

    @Test
    void takesAPasswordInClearOrAsADigest() throws Exception {
        for (String type : List.of(WSConstants.PASSWORD_TEXT, WSConstants.PASSWORD_DIGEST)) {
            String call = new Sealed(call11("user" + type.length(), record("plate", "云A00001")))
                    .user("vehicles", "secret of vehicles", type)
                    .toString();
            assertThat(door.bare(call).body()).contains("<received>1</received>");
            taken++;
        }
        String digested = new Sealed(call11("again", ""))
                .user("vehicles", "secret of vehicles", WSConstants.PASSWORD_DIGEST)
                .toString();
        assertThat(door.bare(digested).body()).contains("<received>0</received>");
        taken++;
        assertRefused(door.bare(digested), "wrong-credential");
    }

    @Test
    void refusesAWrongUserAndOneThatIsMalformed() throws Exception {
        for (String type : List.of(WSConstants.PASSWORD_TEXT, WSConstants.PASSWORD_DIGEST)) {
            assertRefused(
                    door.bare(new Sealed(call11("wrong", ""))
                            .user("vehicles", "guess", type)
                            .toString()),
                    "wrong-credential");
            assertRefused(
                    door.bare(new Sealed(call11("wrong", ""))
                            .user("nobody", "secret of nobody", type)
                            .toString()),
                    "wrong-credential");
            assertRefused(
                    door.bare(new Sealed(call11("wrong", ""))
                            .user("schools", "secret of schools", type)
                            .toString()),
                    "forbidden");
        }
        for (String part : List.of("Username", "Password", "Nonce", "Created")) {
            assertRefused(
                    door.bare(new Sealed(call11("without", ""))
                            .user("vehicles", "secret of vehicles", WSConstants.PASSWORD_DIGEST)
                            .change(document -> remove(Sealed.first(document, part)))
                            .toString()),
                    "wrong-credential");
        }
        assertRefused(
                door.bare(new Sealed(call11("long", ""))
                        .user("vehicles", "x".repeat(30_000), WSConstants.PASSWORD_TEXT)
                        .toString()),
                "wrong-credential");
        assertThat(door.clients().refused()).anyMatch(line -> line.startsWith("SOAP 127.0.0.1 "));
    }

    @Test
    void readsExactlyTheBodyThatWasSigned() throws Exception {
        String records =
                record("plate", "云A00001", "owner", "纳西族&amp;𠮷\n") + "\n" + record("plate", "云A00002", "speed", "80");
        for (String soap : List.of(SOAP11, SOAP12)) {
            String id = "signed-" + soap.length();
            String call = Sealed.whole(envelope(soap, "\n" + publish("vehicles", id, records)), MINE)
                    .toString();

            String answer = door.bare(call).body();

            taken++;
            long line = 1
                    + call.substring(0, call.lastIndexOf("<record>"))
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            assertThat(answer).contains("<received>1</received>", "<position>2</position><line>" + line + "</line>");
        }
        assertThat(door.hub().rows()).contains("1 PUT|云A00001|纳西族&𠮷\n|~");
    }

    @Test
    void takesRsaAndAUsernameBesides() throws Exception {
        TestAuthority.Holder rsa = TestDoor.AUTHORITY.issueRsa("vehicles", 2048);
        door.clients().bind("vehicles", rsa.certificate());
        String call = new Sealed(call11("rsa", record("plate", "云A00001")))
                .user("vehicles", "secret of vehicles", WSConstants.PASSWORD_DIGEST)
                .timestamp(60)
                .covering("Body")
                .covering("Timestamp")
                .covering("UsernameToken")
                .with(signature -> signature.setSignatureAlgorithm(WSConstants.RSA_SHA256))
                .sign(rsa)
                .toString();

        assertThat(door.bare(call).body()).contains("<received>1</received>");
        taken++;

        door.clients().enter("radar", "police");
        assertRefused(
                door.bare(new Sealed(call11("two", ""))
                        .user("radar", "secret of radar", WSConstants.PASSWORD_DIGEST)
                        .timestamp(60)
                        .covering("Body")
                        .covering("Timestamp")
                        .covering("UsernameToken")
                        .sign(MINE)
                        .toString()),
                "two-identities");
    }

    @Test
    void refusesTheSameSignedMessageTwice() throws Exception {
        String call =
                Sealed.whole(call11("replay", record("plate", "云A00001")), MINE).toString();
        assertThat(door.bare(call).body()).contains("<received>1</received>");
        taken++;

        assertRefused(door.bare(call), "replayed");
    }

    @Test
    void refusesACertificateOfNobodyOrThatHasExpired() throws Exception {
        assertRefused(
                door.bare(Sealed.whole(call11("unbound", ""), TestDoor.AUTHORITY.issue("vehicles", 30))
                        .toString()),
                "wrong-credential");
        TestAuthority.Holder expired = TestDoor.AUTHORITY.issue("vehicles", 0);
        door.clients().bind("vehicles", expired.certificate());
        assertRefused(door.bare(Sealed.whole(call11("expired", ""), expired).toString()), "wrong-credential");
        TestAuthority.Holder weak = TestDoor.AUTHORITY.issueRsa("vehicles", 1024);
        door.clients().bind("vehicles", weak.certificate());
        assertRefused(
                door.bare(new Sealed(call11("weak", ""))
                        .timestamp(60)
                        .covering("Body")
                        .covering("Timestamp")
                        .with(signature -> signature.setSignatureAlgorithm(WSConstants.RSA_SHA256))
                        .sign(weak)
                        .toString()),
                "wrong-credential");
    }

    @Test
    void refusesATimestampThatIsStaleAheadOrHasNoEnd() throws Exception {
        for (String created : List.of(
                Instant.now().minusSeconds(3600).toString(),
                Instant.now().plusSeconds(600).toString())) {
            Sealed letter = new Sealed(call11("time", ""))
                    .timestamp(7200)
                    .change(document -> Sealed.first(document, "Created").setTextContent(created));
            assertRefused(
                    door.bare(letter.covering("Body")
                            .covering("Timestamp")
                            .sign(MINE)
                            .toString()),
                    "wrong-credential");
        }
        assertRefused(
                door.bare(new Sealed(call11("endless", ""))
                        .timestamp(60)
                        .change(document -> remove(Sealed.first(document, "Expires")))
                        .covering("Body")
                        .covering("Timestamp")
                        .sign(MINE)
                        .toString()),
                "wrong-credential");
    }

    @ParameterizedTest
    @MethodSource("badSignatures")
    void refusesASignature(String what, Consumer<Sealed> made) throws Exception {
        Sealed letter = new Sealed(call11("bad", record("plate", "云A00001")));
        made.accept(letter);
        assertRefused(door.bare(letter.toString()), "wrong-credential");
    }

    static Stream<Arguments> badSignatures() {
        return Stream.of(
                bad("without a time stamp", letter -> letter.covering("Body").sign(MINE)),
                bad(
                        "that leaves the time stamp out",
                        letter -> letter.timestamp(60).covering("Body").sign(MINE)),
                bad(
                        "that leaves the body out",
                        letter -> letter.timestamp(60).covering("Timestamp").sign(MINE)),
                bad("over the content of the body only", letter -> letter.timestamp(60)
                        .covering("Timestamp")
                        .covering("publish")
                        .sign(MINE)),
                bad("that leaves the user out", letter -> letter.user(
                                "vehicles", "secret of vehicles", WSConstants.PASSWORD_TEXT)
                        .timestamp(60)
                        .covering("Body")
                        .covering("Timestamp")
                        .sign(MINE)),
                bad("by SHA-1", letter -> full(letter)
                        .with(signature -> signature.setSignatureAlgorithm(WSConstants.ECDSA_SHA1))
                        .sign(MINE)),
                bad("with SHA-1 digests", letter -> full(letter)
                        .with(signature -> signature.setDigestAlgo(WSConstants.SHA1))
                        .sign(MINE)),
                bad("with inclusive C14N", letter -> full(letter)
                        .with(signature -> signature.setSigCanonicalization(WSConstants.C14N_OMIT_COMMENTS))
                        .sign(MINE)),
                bad("with a key that is only named", letter -> full(letter)
                        .with(signature -> signature.setKeyIdentifierType(WSConstants.ISSUER_SERIAL))
                        .sign(MINE)),
                bad("with a bare key", letter -> full(letter)
                        .with(signature -> signature.setKeyIdentifierType(WSConstants.KEY_VALUE))
                        .sign(MINE)));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesAnAttack(String what, Consumer<Document> change) throws Exception {
        String call = Sealed.whole(call11("attack", record("plate", "云A00001")), MINE)
                .change(change)
                .toString();
        assertThat(door.bare(call).body())
                .containsAnyOf("<code>wrong-credential</code>", "<code>invalid-message</code>");
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("changed record", document -> Sealed.first(document, "field")
                        .setTextContent("云A00002")),
                attack("changed requestId", document -> Sealed.first(document, "requestId")
                        .setTextContent("evil")),
                attack("changed time stamp", document -> Sealed.first(document, "Expires")
                        .setTextContent(Instant.now().plusSeconds(200).toString())),
                attack("body moved into the header, another in its place", document -> {
                    Element moved = wrap(document, Sealed.first(document, "Header"));
                    evilBody(document, moved, "");
                }),
                attack("body moved into the header, another with the same id", document -> {
                    Element moved = wrap(document, Sealed.first(document, "Header"));
                    evilBody(document, moved, moved.getAttributeNS(WSConstants.WSU_NS, "Id"));
                }),
                attack("body moved into Security", document -> {
                    Element moved = wrap(document, Sealed.first(document, "Security"));
                    evilBody(document, moved, "");
                }),
                attack("body moved into the signature", document -> {
                    Element moved = wrap(document, Sealed.first(document, "Signature"));
                    evilBody(document, moved, "");
                }),
                attack("body moved into the new body", document -> {
                    Element moved = Sealed.first(document, "Body");
                    Element evil = (Element) moved.cloneNode(true);
                    moved.getParentNode().replaceChild(evil, moved);
                    evil.removeAttributeNS(WSConstants.WSU_NS, "Id");
                    evil.appendChild(moved);
                }),
                attack("second body after the first", document -> {
                    Element body = Sealed.first(document, "Body");
                    Element evil = (Element) body.cloneNode(true);
                    evil.removeAttributeNS(WSConstants.WSU_NS, "Id");
                    body.getParentNode().appendChild(evil);
                }),
                attack("second body before the first", document -> {
                    Element body = Sealed.first(document, "Body");
                    Element evil = (Element) body.cloneNode(true);
                    evil.removeAttributeNS(WSConstants.WSU_NS, "Id");
                    body.getParentNode().insertBefore(evil, body);
                }),
                attack("id twice, in another attribute", document -> Sealed.first(document, "record")
                        .setAttribute("Id", Sealed.first(document, "Body").getAttributeNS(WSConstants.WSU_NS, "Id"))),
                attack("time stamp twice", document -> {
                    Element stamp = Sealed.first(document, "Timestamp");
                    Element fresh = (Element) stamp.cloneNode(true);
                    fresh.removeAttributeNS(WSConstants.WSU_NS, "Id");
                    stamp.getParentNode().appendChild(fresh);
                }),
                attack("time stamp moved away, a fresh one in its place", document -> {
                    Element stamp = Sealed.first(document, "Timestamp");
                    Element fresh = (Element) stamp.cloneNode(true);
                    fresh.removeAttributeNS(WSConstants.WSU_NS, "Id");
                    stamp.getParentNode().replaceChild(fresh, stamp);
                    Element header = Sealed.first(document, "Header");
                    Element wrapper = document.createElementNS("urn:evil", "w");
                    wrapper.appendChild(stamp);
                    header.appendChild(wrapper);
                }),
                attack("second Security", document -> {
                    Element security = Sealed.first(document, "Security");
                    security.getParentNode().appendChild(security.cloneNode(false));
                }),
                attack("two signatures", document -> {
                    Element signature = Sealed.first(document, "Signature");
                    signature.getParentNode().appendChild(signature.cloneNode(true));
                }),
                attack("no signature left", document -> remove(Sealed.first(document, "BinarySecurityToken"))),
                attack("KeyInfo elsewhere", document -> Sealed.first(document, "SecurityTokenReference")
                        .getFirstChild()
                        .getAttributes()
                        .getNamedItem("URI")
                        .setNodeValue("http://127.0.0.1/key")),
                attack("reference elsewhere", document -> Sealed.first(document, "Reference")
                        .setAttribute("URI", "http://127.0.0.1/body")),
                attack("reference to everything", document -> Sealed.first(document, "Reference")
                        .setAttribute("URI", "")),
                attack("reference by XPointer", document -> Sealed.first(document, "Reference")
                        .setAttribute("URI", "#xpointer(/)")),
                attack("HMAC with the public key", document -> Sealed.first(document, "SignatureMethod")
                        .setAttribute("Algorithm", WSConstants.HMAC_SHA256)),
                attack("XSLT", document -> Sealed.first(document, "Transform")
                        .setAttribute("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")),
                attack("XPath", document -> Sealed.first(document, "Transform")
                        .setAttribute("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")),
                attack("an object in the signature", document -> Sealed.first(document, "Signature")
                        .appendChild(document.createElementNS(SignatureForm.DS, "Object"))),
                attack("a SAML assertion", document -> Sealed.first(document, "Security")
                        .appendChild(document.createElementNS("urn:oasis:names:tc:SAML:2.0:assertion", "Assertion"))),
                attack("encrypted data", document -> Sealed.first(document, "Security")
                        .appendChild(document.createElementNS("http://www.w3.org/2001/04/xmlenc#", "EncryptedKey"))),
                attack("another certificate", document -> Sealed.first(document, "BinarySecurityToken")
                        .setTextContent(encoded(TestDoor.AUTHORITY.issue("vehicles", 30)))),
                attack("no certificate", document -> Sealed.first(document, "BinarySecurityToken")
                        .setTextContent("AAAA")));
    }

    @Test
    void refusesASignedMessageOfAMillionPartsWithoutKeepingIt() throws Exception {
        String call = Sealed.whole(call11("parts", ""), MINE)
                .toString()
                .replace("<records/>", "<records>" + "<r/>".repeat(1_100_000) + "</records>");
        assertRefused(door.bare(call), "body-too-large");
    }

    @Test
    void takesAPasswordInClearFromElsewhereByTlsOnly() throws Exception {
        String call = new Sealed(call11("clear", ""))
                .user("vehicles", "secret of vehicles", WSConstants.PASSWORD_TEXT)
                .toString();
        Document document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(call.getBytes(StandardCharsets.UTF_8)));
        WsSecurity security = new WsSecurity(Sealed.first(document, "Security"));
        Origin elsewhere = new Origin(Origin.Channel.SOAP, "10.0.0.1", "1");
        assertThat(security.user(door.clients(), elsewhere, true)).isInstanceOf(Authentication.Outcome.Known.class);
        assertThatThrownBy(() -> security.user(door.clients(), elsewhere, false))
                .isInstanceOf(BreachException.class);
    }

    private interface Making {
        void on(Sealed letter) throws Exception;
    }

    private static Arguments bad(String what, Making making) {
        return Arguments.of(what, (Consumer<Sealed>) letter -> {
            try {
                making.on(letter);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Arguments attack(String what, Consumer<Document> change) {
        return Arguments.of(what, change);
    }

    private static Sealed full(Sealed letter) {
        return letter.timestamp(60).covering("Body").covering("Timestamp");
    }

    private static void remove(Element element) {
        element.getParentNode().removeChild(element);
    }

    /** Moves the body into another place; gives it. */
    private static Element wrap(Document document, Element into) {
        Element body = Sealed.first(document, "Body");
        Element copy = (Element) body.cloneNode(true);
        Element wrapper = document.createElementNS("urn:evil", "w");
        wrapper.appendChild(copy);
        into.appendChild(wrapper);
        return copy;
    }

    private static void evilBody(Document document, Element signed, String id) {
        Element body = null;
        for (var node = document.getDocumentElement().getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getLocalName().equals("Body")) {
                body = element;
            }
        }
        body.removeAttributeNS(WSConstants.WSU_NS, "Id");
        if (!id.isEmpty()) {
            body.setAttributeNS(WSConstants.WSU_NS, "wsu:Id", id);
        }
        ((Element) body.getElementsByTagNameNS("*", "requestId").item(0)).setTextContent("evil");
        assertThat(signed).isNotNull();
    }

    private static String encoded(TestAuthority.Holder holder) {
        try {
            return Base64.getEncoder().encodeToString(holder.certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
