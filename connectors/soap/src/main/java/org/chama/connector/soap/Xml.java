package org.chama.connector.soap;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;

/**
 * Opens a message for reading: no DTD, no entities, bounded depth and width, and a charset that is known and decoded strictly (RFC
 * 7303: byte order mark, then Content-Type, then XML declaration, then UTF-8).
 */
final class Xml {

    private static final int DECLARATION = 256;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final WstxInputFactory FACTORY = factory();

    private Xml() {}

    private static WstxInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, Boolean.FALSE);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, Boolean.FALSE);
        factory.setProperty(XMLInputFactory.IS_COALESCING, Boolean.FALSE);
        factory.setProperty(XMLInputFactory2.P_LAZY_PARSING, Boolean.FALSE);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, 64);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 64);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 4096);
        factory.setProperty(WstxInputProperties.P_MAX_ENTITY_COUNT, 1);
        return factory;
    }

    /**
     * A reader that stands on the root element.
     *
     * @param charset of the Content-Type
     * @throws CallFault for a DTD, XML 1.1 or a charset that is not taken
     */
    static XMLStreamReader open(InputStream body, Optional<String> charset) throws IOException, XMLStreamException {
        byte[] head = body.readNBytes(DECLARATION);
        int mark = byteOrderMark(head);
        PushbackInputStream in = new PushbackInputStream(body, DECLARATION);
        in.unread(head, mark, head.length - mark);
        Charset decoded = charset(head, mark, charset);
        XMLStreamReader reader = decoded.equals(StandardCharsets.UTF_8)
                ? FACTORY.createXMLStreamReader(in, "UTF-8")
                : FACTORY.createXMLStreamReader(strict(in, decoded));
        if ("1.1".equals(reader.getVersion())) {
            throw CallFault.sender("format-xml", "报文须为 XML 1.0", "the message must be XML 1.0");
        }
        int event = reader.getEventType();
        while (event != XMLStreamConstants.START_ELEMENT) {
            if (event == XMLStreamConstants.DTD) {
                throw CallFault.sender(
                        "format-xml-dtd",
                        "报文不得含有文档类型声明（DTD）",
                        "a message must not hold a document type declaration (DTD)");
            }
            event = reader.next();
        }
        return reader;
    }

    /** What a message that cannot be read on is answered with. */
    static CallFault fault(XMLStreamException e, Incoming incoming) {
        if (incoming.body().exceeded()) {
            return incoming.tooLarge();
        }
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
        Throwable cause = e.getNestedException();
        if (cause instanceof CharConversionException || cause instanceof CharacterCodingException) {
            return CallFault.sender(
                    "format-charset",
                    "第 " + line + " 行附近的字节不属于报文声明的字符集",
                    "bytes near line " + line + " are not of the charset the message declares");
        }
        return CallFault.sender(
                "format-xml",
                "第 " + line + " 行：不是格式良好的 XML，或嵌套、属性超过上限",
                "line " + line + ": not well-formed XML, or nested or attributed beyond the limits");
    }

    private static Reader strict(InputStream in, Charset charset) {
        return new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static int byteOrderMark(byte[] head) {
        if (head.length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return 3;
        }
        return startsWith(head, 0xFE, 0xFF) || startsWith(head, 0xFF, 0xFE) ? 2 : 0;
    }

    private static Charset charset(byte[] head, int mark, Optional<String> declared) {
        if (mark == 3) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(head, 0xFE, 0xFF) || startsWith(head, 0x00, 0x3C)) {
            return StandardCharsets.UTF_16BE;
        }
        if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0x3C, 0x00)) {
            return StandardCharsets.UTF_16LE;
        }
        return named(declared.or(() -> ofDeclaration(head)).orElse("utf-8"));
    }

    private static Charset named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "utf-8", "utf8", "us-ascii", "ascii" -> StandardCharsets.UTF_8;
            case "gb18030", "gbk", "gb2312" -> GB18030;
            default ->
                throw CallFault.sender(
                        "format-charset",
                        "报文的字符集须为 UTF-8、UTF-16 或 GB18030（含 GBK、GB2312）",
                        "the charset of a message must be UTF-8, UTF-16 or GB18030 (GBK, GB2312)");
        };
    }

    private static Optional<String> ofDeclaration(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("?>");
        int at = text.startsWith("<?xml") && end > 0 ? text.substring(0, end).indexOf("encoding") : -1;
        if (at < 0) {
            return Optional.empty();
        }
        String value = text.substring(at + "encoding".length(), end).strip();
        if (value.startsWith("=")) {
            value = value.substring(1).strip();
            int close = value.isEmpty() ? -1 : value.indexOf(value.charAt(0), 1);
            if (close > 0) {
                return Optional.of(value.substring(1, close));
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] head, int first, int second) {
        return head.length >= 2 && head[0] == (byte) first && head[1] == (byte) second;
    }
}
