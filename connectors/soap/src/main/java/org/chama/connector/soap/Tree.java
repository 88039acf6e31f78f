package org.chama.connector.soap;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.COMMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.PROCESSING_INSTRUCTION;
import static javax.xml.stream.XMLStreamConstants.SPACE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A message as a tree, copied from a reader that keeps the limits of {@link Xml}. Everything a canonical form shows is in it; comments
 * are not. Remembers the line of each element in document order and which ids there are. Used by one thread.
 */
final class Tree {

    private static final int MOST_NODES = 1_000_000;

    private final Document document = empty();
    private final XMLStreamReader reader;
    private final Map<String, Element> ids = new HashMap<>();
    private int[] lines = new int[256];
    private int elements;
    private int nodes;
    private boolean ambiguous;

    Tree(XMLStreamReader reader) {
        this.reader = reader;
    }

    Document document() {
        return document;
    }

    /** Lines of the elements in document order. */
    int[] lines() {
        return lines;
    }

    /** The element of an id, if there is exactly one; none at all when any id occurs twice. */
    Optional<Element> withId(String id) {
        return ambiguous ? Optional.empty() : Optional.ofNullable(ids.get(id));
    }

    /** Adds the element the reader stands at the start of, without its content. */
    Element open(Node into) {
        Element element =
                document.createElementNS(reader.getNamespaceURI(), name(reader.getPrefix(), reader.getLocalName()));
        count(1 + reader.getNamespaceCount() + reader.getAttributeCount());
        if (elements == lines.length) {
            lines = Arrays.copyOf(lines, elements * 2);
        }
        lines[elements++] = reader.getLocation().getLineNumber();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = reader.getNamespacePrefix(i);
            String uri = reader.getNamespaceURI(i);
            element.setAttributeNS(
                    XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                    prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix,
                    uri == null ? "" : uri);
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            element.setAttributeNS(
                    namespace == null || namespace.isEmpty() ? null : namespace,
                    name(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                    reader.getAttributeValue(i));
            note(reader.getAttributeLocalName(i), reader.getAttributeValue(i), element);
        }
        into.appendChild(element);
        return element;
    }

    /** Adds what follows the start of an element up to its end; the reader then stands on that. */
    void fill(Element element) throws XMLStreamException {
        Node at = element;
        for (int depth = 1; depth > 0; ) {
            switch (reader.next()) {
                case START_ELEMENT -> {
                    at = open(at);
                    depth++;
                }
                case END_ELEMENT -> {
                    at = at.getParentNode();
                    depth--;
                }
                default -> leaf(at);
            }
        }
    }

    /** Adds the text or instruction the reader stands on. */
    void leaf(Node into) {
        switch (reader.getEventType()) {
            case CHARACTERS, CDATA, SPACE -> {
                count(1);
                into.appendChild(document.createTextNode(reader.getText()));
            }
            case PROCESSING_INSTRUCTION -> {
                count(1);
                into.appendChild(document.createProcessingInstruction(reader.getPITarget(), reader.getPIData()));
            }
            case COMMENT -> {
                // no canonical form that is taken shows comments
            }
            default ->
                throw CallFault.at(
                        "invalid-message",
                        reader.getLocation().getLineNumber(),
                        into.getNodeName(),
                        "不得引用实体",
                        "refers to an entity");
        }
    }

    private void note(String attribute, String id, Element element) {
        switch (attribute) {
            case "Id", "ID", "id", "AssertionID" -> ambiguous |= ids.put(id, element) != null;
            default -> {
                // no id
            }
        }
    }

    private void count(int more) {
        nodes += more;
        if (nodes > MOST_NODES) {
            throw CallFault.sender(
                    "body-too-large",
                    "带 WS-Security 签名的报文过大，请分多次调用发布",
                    "a message with a WS-Security signature has too many parts: publish in several calls");
        }
    }

    private static String name(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }

    private static Document empty() {
        try {
            // the runtime brings a JAXP of its own, which has only what Java 9 had
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java runtime has a DOM", e);
        }
    }
}
