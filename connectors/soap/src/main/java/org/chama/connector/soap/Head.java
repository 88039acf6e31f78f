package org.chama.connector.soap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import org.apache.cxf.binding.soap.Soap11;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapVersion;
import org.w3c.dom.Element;

/**
 * What lies before the Body, read into a tree within limits: an Envelope and at most one small Header. The reader stands at the start
 * of the Body afterwards.
 */
final class Head {

    private static final int LONGEST = 64 << 10;
    private static final String MUST_UNDERSTAND = "mustUnderstand";

    private final Bounded reader;
    private final SoapVersion version;
    private final Tree tree;
    private final Element envelope;
    private final List<Element> blocks = new ArrayList<>();

    /** @param reader stands on the Envelope */
    Head(XMLStreamReader reader) throws XMLStreamException {
        this.reader = new Bounded(reader);
        this.version = version(reader);
        this.tree = new Tree(this.reader);
        this.envelope = tree.open(tree.document());
        read();
    }

    SoapVersion version() {
        return version;
    }

    /** The message so far; it can be gone on with. */
    Tree tree() {
        return tree;
    }

    Element envelope() {
        return envelope;
    }

    /**
     * The one security header that is for us.
     *
     * @throws CallFault for two of them, or another header that must be understood
     */
    Optional<Element> security() {
        Optional<Element> found = Optional.empty();
        for (Element block : blocks) {
            if (!forUs(block)) {
                continue;
            }
            if (WsSecurity.isHeader(block)) {
                if (found.isPresent()) {
                    throw CallFault.at("invalid-message", 0, "Header", "含有两个 Security", "holds two Security headers");
                }
                found = Optional.of(block);
            } else if (mustBeUnderstood(block)) {
                throw CallFault.sender(
                        "must-understand",
                        "报文要求处理一个本接口不支持的 SOAP 头",
                        "the message demands a SOAP header that this door does not support");
            }
        }
        return found;
    }

    private void read() throws XMLStreamException {
        boolean headerSeen = false;
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (at("Body")) {
                        reader.passed = true;
                        return;
                    }
                    if (headerSeen || !at("Header")) {
                        throw fault(
                                "Envelope",
                                "只能依次含有一个 Header（可省）和一个 Body",
                                "holds only one Header (optional) and then one Body");
                    }
                    headerSeen = true;
                    header();
                }
                case XMLStreamConstants.END_ELEMENT -> throw fault("Envelope", "缺少 Body", "there is no Body");
                default -> tree.leaf(envelope);
            }
        }
    }

    private void header() throws XMLStreamException {
        Element header = tree.open(envelope);
        tree.fill(header);
        for (var node = header.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element block) {
                blocks.add(block);
            }
        }
    }

    private boolean at(String name) {
        return version.getNamespace().equals(reader.getNamespaceURI())
                && reader.getLocalName().equals(name);
    }

    private boolean forUs(Element block) {
        String role = block.getAttributeNS(version.getNamespace(), version.getAttrNameRole());
        return role.isEmpty() || role.equals(version.getNextRole()) || role.equals(version.getUltimateReceiverRole());
    }

    private boolean mustBeUnderstood(Element block) {
        String value = block.getAttributeNS(version.getNamespace(), MUST_UNDERSTAND);
        return value.equals("1") || value.equals("true");
    }

    private CallFault fault(String element, String zh, String en) {
        return CallFault.at("invalid-message", reader.getLocation().getLineNumber(), element, zh, en);
    }

    private static SoapVersion version(XMLStreamReader reader) {
        String namespace = reader.getNamespaceURI();
        if (reader.getLocalName().equals("Envelope")) {
            if (Soap11.getInstance().getNamespace().equals(namespace)) {
                return Soap11.getInstance();
            }
            if (Soap12.getInstance().getNamespace().equals(namespace)) {
                return Soap12.getInstance();
            }
        }
        throw CallFault.sender(
                "version-mismatch", "报文不是 SOAP 1.1 或 1.2 的 Envelope", "the message is no Envelope of SOAP 1.1 or 1.2");
    }

    /** Ends when the head is too long. */
    private static final class Bounded extends StreamReaderDelegate {

        private boolean passed;

        Bounded(XMLStreamReader reader) {
            super(reader);
        }

        @Override
        public int next() throws XMLStreamException {
            int event = super.next();
            if (!passed && getLocation().getCharacterOffset() > LONGEST) {
                throw CallFault.sender(
                        "header-too-large",
                        "SOAP 头超过 " + LONGEST + " 字符的上限",
                        "the SOAP header is longer than " + LONGEST + " characters");
            }
            return event;
        }
    }
}
