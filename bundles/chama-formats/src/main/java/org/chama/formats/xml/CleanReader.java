package org.chama.formats.xml;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.chama.formats.source.Encoded;

/**
 * UTF-8 as characters for the XML parser. Bytes that are no characters, control characters and noncharacters become one mark that XML allows
 * in values and nowhere else, so that they cost their record only. Ends when the parser takes more than 4 MiB without an event.
 */
final class CleanReader extends Reader {

    private static final int MOST_PER_EVENT = 4 << 20;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final byte[] source = new byte[8192];
    private final ByteBuffer bytes = ByteBuffer.wrap(source);
    private final CharBuffer chars = CharBuffer.allocate(8192);
    private int sinceEvent;
    private boolean noMore;
    private boolean ended;
    private boolean exceeded;

    CleanReader(InputStream in) {
        this.in = in;
        this.decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        bytes.limit(0);
        chars.limit(0);
    }

    /** The parser has come to an event. */
    void event() {
        sinceEvent = 0;
    }

    /** Whether the parser has asked for more than there is. */
    boolean ended() {
        return ended;
    }

    /** Whether the parser took too much without an event. */
    boolean exceeded() {
        return exceeded;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!chars.hasRemaining()) {
            if (noMore && !bytes.hasRemaining()) {
                ended = true;
                return -1;
            }
            decode();
        }
        int count = Math.min(length, chars.remaining());
        sinceEvent += count;
        if (sinceEvent > MOST_PER_EVENT) {
            exceeded = true;
            throw new IOException("more than 4 MiB of XML without an event");
        }
        chars.get(into, offset, count);
        return count;
    }

    private void decode() throws IOException {
        bytes.compact();
        int read = in.readNBytes(source, bytes.position(), bytes.remaining());
        noMore = read < bytes.remaining();
        bytes.limit(bytes.position() + read).position(0);
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, noMore);
        while (result.isError() && chars.hasRemaining()) {
            bytes.position(bytes.position() + result.length());
            chars.put(Encoded.BROKEN);
            result = decoder.decode(bytes, chars, noMore);
        }
        chars.flip();
        char[] array = chars.array();
        for (int i = 0; i < chars.limit(); i++) {
            char c = array[i];
            if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' || c >= 0xFFFE) {
                array[i] = Encoded.BROKEN;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
