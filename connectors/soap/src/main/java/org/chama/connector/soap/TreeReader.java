package org.chama.connector.soap;

import javax.xml.stream.Location;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.apache.cxf.staxutils.W3CDOMStreamReader;
import org.w3c.dom.Document;

/** Reads a tree as if it came from the wire: with the lines its elements began on. */
final class TreeReader extends W3CDOMStreamReader {

    private final int[] lines;
    private int element = -1;

    /** @param lines of the elements in document order */
    TreeReader(Document document, int[] lines) {
        super(document);
        this.lines = lines;
    }

    @Override
    public int next() throws XMLStreamException {
        int event = super.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
            element++;
        }
        return event;
    }

    @Override
    public Location getLocation() {
        int line = element < 0 ? 0 : lines[element];
        return new Line(line);
    }

    private record Line(int getLineNumber) implements Location {

        @Override
        public int getColumnNumber() {
            return -1;
        }

        @Override
        public int getCharacterOffset() {
            return -1;
        }

        @Override
        public String getPublicId() {
            return "";
        }

        @Override
        public String getSystemId() {
            return "";
        }
    }
}
