package org.chama.connector.soap;

import static javax.xml.stream.XMLStreamConstants.CDATA;
import static javax.xml.stream.XMLStreamConstants.CHARACTERS;
import static javax.xml.stream.XMLStreamConstants.COMMENT;
import static javax.xml.stream.XMLStreamConstants.END_DOCUMENT;
import static javax.xml.stream.XMLStreamConstants.END_ELEMENT;
import static javax.xml.stream.XMLStreamConstants.PROCESSING_INSTRUCTION;
import static javax.xml.stream.XMLStreamConstants.SPACE;
import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import java.util.Arrays;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What a schema of elements without mixed content is read with: every step allows only what it says. Used by one thread. */
final class ElementReader {

    private static final int LONGEST_WORD = 4096;

    private final XMLStreamReader reader;
    private final String namespace;
    private char[] text = new char[512];
    private int length;

    ElementReader(XMLStreamReader reader, String namespace) {
        this.reader = reader;
        this.namespace = namespace;
    }

    /** The tag the reader stands on, or else the next. */
    int firstTag(String within) throws XMLStreamException {
        return tag(reader.getEventType(), within);
    }

    /** The next start or end of an element; only blanks, comments and instructions may stand before it. */
    int nextTag(String within) throws XMLStreamException {
        return tag(reader.next(), within);
    }

    boolean at(String element) {
        return reader.getLocalName().equals(element) && namespace.equals(reader.getNamespaceURI());
    }

    void start(String parent, String element) throws XMLStreamException {
        if (nextTag(parent) != START_ELEMENT) {
            throw breach(parent, "缺少元素 " + element, "lacks the element " + element);
        }
        expect(parent, element);
    }

    void expect(String parent, String element) {
        if (!at(element)) {
            throw breach(
                    parent,
                    "此处须为 " + namespace + " 的元素 " + element,
                    "expected the element " + element + " of " + namespace + " here");
        }
    }

    void end(String element) throws XMLStreamException {
        if (nextTag(element) != END_ELEMENT) {
            throw breach(element, "含有多余的元素", "holds an element too many");
        }
    }

    /** Reads to the end of the document: only then is it known to be whole. */
    void finish() throws XMLStreamException {
        while (reader.next() != END_DOCUMENT) {
            // comments and instructions only, or it is not well-formed
        }
    }

    boolean hasAttribute(String name) {
        return reader.getAttributeValue("", name) != null;
    }

    /** The value of the one attribute an element may have, empty when it is absent. */
    String attribute(String element, String name) {
        String value = "";
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String of = reader.getAttributeNamespace(i);
            if ((of == null || of.isEmpty()) && reader.getAttributeLocalName(i).equals(name)) {
                value = reader.getAttributeValue(i);
            } else if (!isSchemaLocation(of, reader.getAttributeLocalName(i))) {
                throw breach(element, "有不认识的属性", "has an attribute that is not known");
            }
        }
        return value;
    }

    /** The element has no attribute of its own. */
    void plain(String element) {
        if (reader.getAttributeCount() > 0) {
            attribute(element, "");
        }
    }

    /** Reads the text of an element to its end into {@link #characters()}. */
    void text(String element, int longest) throws XMLStreamException {
        length = 0;
        while (true) {
            switch (reader.next()) {
                case END_ELEMENT:
                    return;
                case CHARACTERS, CDATA, SPACE:
                    append(element, longest);
                    break;
                case COMMENT, PROCESSING_INSTRUCTION:
                    break;
                case START_ELEMENT:
                    throw breach(element, "只能含有文字", "holds text only");
                default:
                    throw breach(element, "不得引用实体", "refers to an entity");
            }
        }
    }

    char[] characters() {
        return text;
    }

    int length() {
        return length;
    }

    /** The text of an element without attributes as an xs:token: blanks collapsed. */
    String word(String element) throws XMLStreamException {
        plain(element);
        text(element, LONGEST_WORD);
        StringBuilder word = new StringBuilder(length);
        boolean gap = false;
        for (int i = 0; i < length; i++) {
            if (text[i] <= ' ') {
                gap = word.length() > 0;
            } else {
                if (gap) {
                    word.append(' ');
                    gap = false;
                }
                word.append(text[i]);
            }
        }
        return word.toString();
    }

    int line() {
        return reader.getLocation().getLineNumber();
    }

    CallFault breach(String element, String zh, String en) {
        return CallFault.at("invalid-message", line(), element, zh, en);
    }

    private int tag(int from, String within) throws XMLStreamException {
        for (int event = from; ; event = reader.next()) {
            switch (event) {
                case START_ELEMENT, END_ELEMENT:
                    return event;
                case SPACE, COMMENT, PROCESSING_INSTRUCTION:
                    break;
                case CHARACTERS, CDATA:
                    if (!isBlank()) {
                        throw breach(within, "此处不得有文字", "holds text where only elements may stand");
                    }
                    break;
                default:
                    throw breach(within, "不得引用实体", "refers to an entity");
            }
        }
    }

    private boolean isBlank() {
        char[] chars = reader.getTextCharacters();
        int start = reader.getTextStart();
        int end = start + reader.getTextLength();
        for (int i = start; i < end; i++) {
            if (chars[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    private void append(String element, int longest) {
        int more = reader.getTextLength();
        if (length + more > longest) {
            throw breach(element, "超过 " + longest + " 个字符", "is longer than " + longest + " characters");
        }
        if (text.length - length < more) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, length + more));
        }
        System.arraycopy(reader.getTextCharacters(), reader.getTextStart(), text, length, more);
        length += more;
    }

    private static boolean isSchemaLocation(String namespace, String name) {
        return XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(namespace)
                && (name.equals("schemaLocation") || name.equals("noNamespaceSchemaLocation"));
    }
}
