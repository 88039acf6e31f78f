package org.chama.connector.soap;

import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/** Bounds what lies before the Body, since CXF builds a tree of it: an Envelope, at most one small Header, then the Body. */
final class EnvelopeReader extends StreamReaderDelegate {

    private static final int HEAD_CHARACTERS = 64 << 10;

    private final String namespace;
    private int depth = 1;
    private boolean headerSeen;
    private boolean inBody;

    /** @param root stands on the Envelope */
    EnvelopeReader(XMLStreamReader root) {
        super(root);
        this.namespace = root.getNamespaceURI();
    }

    @Override
    public int next() throws XMLStreamException {
        int event = super.next();
        if (!inBody) {
            head(event);
        }
        return event;
    }

    private void head(int event) {
        if (event == XMLStreamConstants.START_ELEMENT) {
            if (++depth == 2) {
                child();
            }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            if (--depth == 0) {
                throw fault("Envelope", "缺少 Body", "there is no Body");
            }
        } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw fault("Header", "不得引用实体", "entity references are forbidden");
        }
        if (!inBody && getLocation().getCharacterOffset() > HEAD_CHARACTERS) {
            throw CallFault.sender(
                    "header-too-large",
                    "SOAP 头超过 " + HEAD_CHARACTERS + " 字符的上限",
                    "the SOAP header is longer than " + HEAD_CHARACTERS + " characters");
        }
    }

    private void child() {
        boolean soap = namespace != null && namespace.equals(getNamespaceURI());
        if (soap && "Body".equals(getLocalName())) {
            inBody = true;
        } else if (soap && "Header".equals(getLocalName()) && !headerSeen) {
            headerSeen = true;
        } else {
            throw fault(
                    "Envelope", "只能依次含有一个 Header（可省）和一个 Body", "holds only one Header (optional) and then one Body");
        }
    }

    private CallFault fault(String element, String zh, String en) {
        return CallFault.at("invalid-message", getLocation().getLineNumber(), element, zh, en);
    }
}
