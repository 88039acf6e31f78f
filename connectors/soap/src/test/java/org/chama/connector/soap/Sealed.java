package org.chama.connector.soap;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.apache.wss4j.dom.message.WSSecTimestamp;
import org.apache.wss4j.dom.message.WSSecUsernameToken;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Messages with WS-Security as a client's library makes them, and as an attacker changes them. */
final class Sealed {

    private final Document document;
    private final WSSecHeader header;
    private final String soap;
    private final List<WSEncryptionPart> parts = new ArrayList<>();
    private Consumer<WSSecSignature> settings = signature -> {};

    Sealed(String envelope) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(envelope)));
        soap = document.getDocumentElement().getNamespaceURI();
        header = new WSSecHeader(document);
        header.insertSecurityHeader();
    }

    Sealed user(String name, String secret, String type) {
        WSSecUsernameToken token = new WSSecUsernameToken(header);
        token.setPasswordType(type);
        token.setUserInfo(name, secret);
        token.addNonce();
        token.addCreated();
        token.build();
        return this;
    }

    Sealed timestamp(int seconds) {
        WSSecTimestamp timestamp = new WSSecTimestamp(header);
        timestamp.setTimeToLive(seconds);
        timestamp.build();
        return this;
    }

    Sealed covering(String name) {
        String namespace =
                switch (name) {
                    case "Timestamp" -> WSConstants.WSU_NS;
                    case "UsernameToken" -> WSConstants.WSSE_NS;
                    case "Body", "Header" -> soap;
                    default -> CallParser.NAMESPACE;
                };
        parts.add(new WSEncryptionPart(name, namespace, ""));
        return this;
    }

    Sealed with(Consumer<WSSecSignature> more) {
        settings = settings.andThen(more);
        return this;
    }

    Sealed sign(TestAuthority.Holder by) throws Exception {
        Merlin crypto = new Merlin();
        crypto.setKeyStore(by.store());
        WSSecSignature signature = new WSSecSignature(header);
        signature.setUserInfo("key", new String(TestAuthority.PASSWORD));
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setSignatureAlgorithm(WSConstants.ECDSA_SHA256);
        signature.setDigestAlgo(WSConstants.SHA256);
        signature.getParts().addAll(parts);
        settings.accept(signature);
        signature.build(crypto);
        return this;
    }

    /** Signed as it should be. */
    static Sealed whole(String envelope, TestAuthority.Holder by) throws Exception {
        return new Sealed(envelope)
                .timestamp(60)
                .covering("Body")
                .covering("Timestamp")
                .sign(by);
    }

    Sealed change(Consumer<Document> change) {
        change.accept(document);
        return this;
    }

    static Element first(Document document, String name) {
        return (Element) document.getElementsByTagNameNS("*", name).item(0);
    }

    @Override
    public String toString() {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
