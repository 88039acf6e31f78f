package org.chama.formats.xml;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.batch.Action;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.api.policy.Bytes;
import org.chama.formats.source.Columns;
import org.chama.formats.source.Encoded;
import org.chama.formats.source.GbStream;
import org.chama.formats.source.Why;
import org.chama.formats.source.Window;

/**
 * XML read as a stream: a record is every child of the root, or every element of a given name; its children are the values. No DTD,
 * no entities but the five, no inclusion, at most 32 levels and 64 attributes. An empty element is null. Prefixes of namespaces are
 * passed over.
 */
public final class XmlRecords implements RecordReader {

    private static final int DEPTH = 32;
    private static final int STRANGE_NAMES = 1000;
    private static final int STRANGE_CHARACTERS = 64 << 10;
    private static final int BYTES_PER_COLUMN = 16;

    private final CleanReader source;
    private final FileProfile.Charset charset;
    private final String recordElement;
    private final Columns columns;
    private final XMLStreamReader xml;
    private final boolean[] seen;
    private final Encoded value = new Encoded();
    private final Map<String, Integer> known = new HashMap<>();
    /** Names the dataset does not have: the parser keeps every one, so their number is bounded. */
    private final Set<String> strange = new HashSet<>();

    private int strangeCharacters;
    private long position;
    private long line = 1;
    private int depth;
    private int elements;
    private boolean strayText;

    /** @param recordElement local name, empty for every child of the root */
    public XmlRecords(InputStream in, FileProfile.Charset charset, String recordElement, Columns columns) {
        this.source = charset == FileProfile.Charset.GB18030 ? new CleanReader(new GbStream(in)) : new CleanReader(in);
        this.charset = charset;
        this.recordElement = recordElement;
        this.columns = columns;
        this.seen = new boolean[columns.count()];
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty("jdk.xml.maxElementDepth", Integer.toString(DEPTH + 1));
        factory.setProperty("jdk.xml.elementAttributeLimit", "64");
        factory.setProperty("jdk.xml.maxXMLNameLimit", "256");
        factory.setProperty("jdk.xml.entityExpansionLimit", "1");
        factory.setProperty("jdk.xml.entityReplacementLimit", "1");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "1");
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "1");
        factory.setProperty("jdk.xml.maxParameterEntitySizeLimit", "1");
        try {
            this.xml = factory.createXMLStreamReader(source);
        } catch (XMLStreamException e) {
            throw refusal(e);
        }
    }

    @Override
    public Step next(RawRecord into) throws IOException {
        for (; ; ) {
            long before = line;
            int event = event();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    strayText = false;
                    elements++;
                    if (isRecord()) {
                        into.begin(++position, before);
                        return record(into) ? Step.RECORD : Step.REFUSED;
                    }
                    column(xml.getLocalName());
                    attributes();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (recordElement.isEmpty() && !strayText && !xml.isWhiteSpace()) {
                        strayText = true;
                        into.begin(++position, before);
                        into.sourceBytes(BYTES_PER_COLUMN);
                        into.refuse(Why.text(before), "", new byte[0]);
                        return Step.REFUSED;
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> throw Why.dtd(line);
                case XMLStreamConstants.END_DOCUMENT -> {
                    if (position == 0 && elements > 1) {
                        throw Why.broken(
                                "XML",
                                line,
                                "没有找到名为“" + Why.shown(recordElement) + "”的记录元素",
                                "there is no record element \"" + Why.shown(recordElement) + "\"");
                    }
                    return Step.END;
                }
                default -> {}
            }
        }
    }

    private boolean isRecord() {
        String name = xml.getLocalName();
        return recordElement.isEmpty()
                ? depth == 2
                : name.endsWith(recordElement)
                        && (name.length() == recordElement.length()
                                || name.charAt(name.length() - recordElement.length() - 1) == ':');
    }

    /** Reads to the end of the record; the first thing that is wrong refuses it. */
    private boolean record(RawRecord into) throws IOException {
        int level = depth;
        long begun = into.line();
        Arrays.fill(seen, false);
        column(xml.getLocalName());
        Refusal why = action(into);
        String item = "";
        long size = 0;
        while (depth >= level) {
            switch (event()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = xml.getLocalName();
                    int column = column(name);
                    Refusal found;
                    if (depth > level + 1) {
                        attributes();
                        found = null;
                    } else if (column < 0) {
                        attributes();
                        found = Why.unknown(begun, name);
                    } else {
                        found = value(column, into);
                        size += value.size();
                        if (found == null && size > Window.RECORD) {
                            found = Why.size(begun);
                        }
                    }
                    if (why == null && found != null) {
                        why = found;
                        item = column < 0 ? "" : columns.item(column).name();
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (why == null && depth == level && !xml.isWhiteSpace()) {
                        why = Why.text(begun);
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> why = why == null ? Why.entity(begun) : why;
                default -> {}
            }
        }
        into.sourceBytes((int) Math.min(Integer.MAX_VALUE, size + (long) BYTES_PER_COLUMN * columns.count()));
        if (why != null) {
            into.refuse(why, item, raw(into));
        }
        return why == null;
    }

    /** Reads an item to its end. */
    private Refusal value(int column, RawRecord into) throws IOException {
        long begun = into.line();
        int level = depth;
        boolean nested = false;
        boolean entity = false;
        boolean twice = seen[column];
        String name = xml.getLocalName();
        seen[column] = true;
        value.clear();
        String attribute = attributes();
        boolean nil = isNil();
        while (depth >= level) {
            switch (event()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    nested = true;
                    column(xml.getLocalName());
                    attributes();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!nested) {
                        value.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> entity = true;
                default -> {}
            }
        }
        if (value.size() > 0 && !twice && !nil) {
            into.set(column, value.data(), 0, value.size());
        }
        if (twice) {
            return Why.duplicate(begun, name);
        }
        if (nested) {
            return Why.nested(begun, columns.item(column));
        }
        if (value.tooLong()) {
            return Why.size(begun);
        }
        if (entity) {
            return Why.entity(begun);
        }
        if (value.broken()) {
            return Why.charset(begun, charset);
        }
        if (value.control()) {
            return Why.control(begun);
        }
        return attribute.isEmpty() ? null : Why.unknown(begun, attribute);
    }

    /** Attributes of a record: only {@code action}. */
    private Refusal action(RawRecord into) {
        Refusal why = null;
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String name = attribute(i);
            if (name.equals("action")) {
                String action = xml.getAttributeValue(i);
                into.action(action.equals("DELETE") ? Action.DELETE : Action.PUT);
                boolean good = columns.isUpsert() && (action.equals("PUT") || action.equals("DELETE"));
                why = good ? why : Why.action(into.line());
            } else {
                note(name);
                why = isForeign(name) ? why : Why.unknown(into.line(), name);
            }
        }
        return why;
    }

    /** Notes the names of the element's attributes; one that is of no namespace, or the empty text. */
    private String attributes() {
        String found = "";
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String name = attribute(i);
            note(name);
            if (!isForeign(name)) {
                found = name;
            }
        }
        return found;
    }

    /** Whether an attribute belongs to a namespace, or declares one. */
    private static boolean isForeign(String name) {
        return name.indexOf(':') >= 0 || name.equals("xmlns");
    }

    private boolean isNil() {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            String text = xml.getAttributeValue(i);
            if (attribute(i).endsWith(":nil") && (text.equals("true") || text.equals("1"))) {
                return true;
            }
        }
        return false;
    }

    private String attribute(int i) {
        String prefix = xml.getAttributePrefix(i);
        String name = xml.getAttributeLocalName(i);
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    /** The column of an element; notes a name that is none. */
    private int column(String name) {
        Integer column = known.get(name);
        if (column != null) {
            return column;
        }
        int found = columns.find(name.substring(name.indexOf(':') + 1));
        note(name);
        if (found >= 0) {
            known.put(name, found);
        }
        return found;
    }

    private void note(String name) {
        if (strange.add(name)) {
            strangeCharacters += name.length();
            if (strange.size() > STRANGE_NAMES || strangeCharacters > STRANGE_CHARACTERS) {
                throw Why.broken(
                        "XML", line, "元素和属性的名称超过 1000 种", "more than 1,000 different names of elements and attributes");
            }
        }
    }

    /** Goes to the next event and keeps count of depth and line. */
    private int event() {
        try {
            source.event();
            int event = xml.next();
            line = Math.max(line, xml.getLocation().getLineNumber());
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEPTH) {
                        throw Why.depth(line, DEPTH);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.DTD -> throw Why.dtd(line);
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> note("?" + xml.getPITarget());
                default -> {}
            }
            return event;
        } catch (XMLStreamException e) {
            throw refusal(e);
        }
    }

    private RefusedException refusal(XMLStreamException e) {
        long at =
                e.getLocation() == null ? line : Math.max(line, e.getLocation().getLineNumber());
        RefusedException refused;
        if (source.exceeded()) {
            refused = Why.broken("XML", at, "一段文字、注释或声明过长", "one text, comment or declaration is too long");
        } else if (source.ended()) {
            refused = Why.truncated(at);
        } else {
            refused = Why.broken("XML", at);
        }
        refused.initCause(e);
        return refused;
    }

    /** The items that were read, as XML, for the report. */
    private byte[] raw(RawRecord record) {
        Bytes raw = new Bytes();
        for (int i = 0; i < columns.count() && raw.size() < Why.RAW; i++) {
            int length = record.length(i);
            if (length >= 0) {
                raw.put("<" + columns.item(i).name() + ">");
                escape(record.data(), record.start(i), Math.min(length, Why.RAW), raw);
                raw.put("</" + columns.item(i).name() + ">");
            }
        }
        return Why.raw(raw.data(), 0, raw.size());
    }

    private static void escape(byte[] data, int from, int length, Bytes into) {
        for (int i = from; i < from + length; i++) {
            switch (data[i]) {
                case '<' -> into.put("&lt;");
                case '&' -> into.put("&amp;");
                default -> into.put(data[i]);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("the XML parser does not close", e);
        } finally {
            source.close();
        }
    }
}
