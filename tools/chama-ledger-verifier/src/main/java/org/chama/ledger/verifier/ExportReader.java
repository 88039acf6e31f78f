package org.chama.ledger.verifier;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads exports as {@link ExportWriter} writes them and gives what they hold to a {@link Chain}. Whatever is not exactly of that form
 * is a finding. Not thread-safe.
 */
public final class ExportReader {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST = 1 << 24;
    private static final int DIGITS = 18;
    private static final int GZIP = 0x1f8b;

    private static final byte[] LINE = bytes("{\"line\":");
    private static final byte[] AT = bytes(",\"at\":\"");
    private static final byte[] FORM = bytes("\",\"form\":");
    private static final byte[][] FIELDS = new byte[LineBytes.FIELDS][];
    private static final byte[] DIGEST = bytes(",\"digest\":\"");
    private static final byte[] BLOCK = bytes("{\"block\":");
    private static final byte[] FIRST = bytes(",\"first\":");
    private static final byte[] COUNT = bytes(",\"count\":");
    private static final byte[] SEALED = bytes(",\"sealed\":\"");
    private static final byte[] PREVIOUS = bytes("\",\"previous\":\"");
    private static final byte[] SEAL = bytes("\",\"seal\":\"");
    private static final byte[] ROOT = bytes("\",\"root\":\"");
    private static final byte[] KEY = bytes("\",\"key\":\"");
    private static final byte[] ALGORITHM = bytes("\",\"algorithm\":\"");
    private static final byte[] HASH = bytes("\",\"hash\":\"");
    private static final byte[] SIGNATURE = bytes("\",\"signature\":\"");
    private static final byte[] EXPORT = bytes("{\"export\":" + ExportWriter.FORM + ",\"from\":");
    private static final byte[] ARCHIVE = bytes(",\"archive\":");
    private static final byte[] BEFORE = bytes(",\"previous\":\"");
    private static final byte[] END = bytes("\"}");
    private static final byte[] NIBBLE = new byte[256];

    static {
        for (int i = 0; i < LineBytes.FIELDS; i++) {
            FIELDS[i] = bytes(",\"" + ExportWriter.NAMES.get(i) + "\":\"");
        }
        Arrays.fill(NIBBLE, (byte) -1);
        for (int i = 0; i < 16; i++) {
            NIBBLE["0123456789abcdef".charAt(i)] = (byte) i;
        }
    }

    private final Chain chain;
    private final LineBytes line = new LineBytes();
    private final byte[] digest = new byte[Sm3.BYTES];
    private byte[] buffer = new byte[BUFFER];
    private int pos;
    private int end;
    private int filled;
    private long records;
    private long from;
    private long archive;

    /** Of a whole ledger. @param heads published hashes by number of block */
    public ExportReader(Signatures signatures, Map<Long, byte[]> heads) {
        this(signatures, 1, heads);
    }

    /** @param from number of the block that must come first */
    public ExportReader(Signatures signatures, long from, Map<Long, byte[]> heads) {
        this.chain = new Chain(signatures, from, heads, true);
    }

    /** Reads one export, plain or gzip; the next one must begin where it ends. The stream is not closed. */
    public void read(InputStream in) throws IOException {
        read(in, Optional::empty);
    }

    /** The same. @param former digest of the file that was read before, asked for when this is the archive that follows it */
    public void read(InputStream in, Supplier<Optional<String>> former) throws IOException {
        filled = 0;
        end = -1;
        try {
            InputStream plain = plain(in);
            if (!next(plain) || !exportRecord(former)) {
                broken();
                return;
            }
            boolean more = true;
            while (more && next(plain)) {
                more = record();
            }
            if (from > 0) {
                chain.cut(
                        "自第 " + chain.nextLine() + " 行起被截断：输入中没有任何块。",
                        "Cut off from line " + chain.nextLine() + " on: the input holds no block.");
            }
            if (more && plain instanceof Gzip gzip && gzip.more()) {
                chain.broken("压缩文件结束之后还有内容。", "Something follows after the end of the compressed file.");
            }
        } catch (EOFException e) {
            chain.cut(
                    "自第 " + chain.nextLine() + " 行起被截断：压缩文件不完整。",
                    "Cut off from line " + chain.nextLine() + " on: the compressed file is not whole.");
        } catch (ZipException e) {
            chain.broken(
                    "第 " + chain.nextLine() + " 行起无法读取：压缩文件已损坏。",
                    "From line " + chain.nextLine() + " on nothing can be read: the compressed file is damaged.");
        }
    }

    /** Ends the check. */
    public Outcome finish() {
        return chain.finish();
    }

    private static InputStream plain(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        int magic = buffered.read() << 8 | buffered.read();
        buffered.reset();
        return magic == GZIP ? new Gzip(buffered) : buffered;
    }

    /** Moves to the next record: {@code buffer[pos, end)}, without its line feed. */
    private boolean next(InputStream in) throws IOException {
        int start = end + 1;
        int searched = start;
        while (true) {
            int feed = feed(searched);
            if (feed >= 0) {
                pos = start;
                end = feed;
                records++;
                return true;
            }
            searched = filled;
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, filled - start);
                filled -= start;
                searched -= start;
                start = 0;
            }
            if (filled == buffer.length) {
                if (buffer.length >= LONGEST) {
                    records++;
                    broken();
                    return false;
                }
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int got = in.read(buffer, filled, buffer.length - filled);
            if (got < 0) {
                if (filled > 0) {
                    records++;
                    chain.cut(
                            "自第 " + chain.nextLine() + " 行起被截断：文件在一条记录中间结束。",
                            "Cut off from line " + chain.nextLine() + " on: the file ends in the middle of a record.");
                }
                return false;
            }
            filled += got;
        }
    }

    /** Position of the next line feed, or -1: eight bytes at a time. */
    private int feed(int at) {
        byte[] b = buffer;
        int i = at;
        for (; i + Long.BYTES <= filled; i += Long.BYTES) {
            long x = (long) LONG.get(b, i) ^ '\n' * ONES;
            long hit = x - ONES & ~x & TOPS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >> 3);
            }
        }
        for (; i < filled; i++) {
            if (b[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean exportRecord(Supplier<Optional<String>> former) {
        if (!literal(EXPORT)) {
            return false;
        }
        from = number();
        if (from < 1 || !literal(ARCHIVE)) {
            return false;
        }
        long before = archive;
        archive = number();
        if (archive < 0 || !literal(BEFORE)) {
            return false;
        }
        boolean inArchive = archive > 0;
        if (inArchive && !hex(digest)) {
            return false;
        }
        if (!literal(END) || pos != end) {
            return false;
        }
        if (inArchive && before > 0 && archive == before + 1) {
            String stated = HexFormat.of().formatHex(digest);
            if (former.get().map(is -> !is.equals(stated)).orElse(false)) {
                chain.broken(
                        "第 " + before + " 个归档文件不是第 " + archive + " 个归档文件所记的那一个：SM3 摘要不符。",
                        "Archive " + before + " is not the one archive " + archive + " names: another SM3 digest.");
            }
        }
        chain.begins(from);
        return true;
    }

    private boolean record() {
        int size = end - pos;
        if (size > LINE.length && buffer[pos + 2] == LINE[2]) {
            return lineRecord();
        }
        return blockRecord();
    }

    private boolean lineRecord() {
        if (!literal(LINE)) {
            return broken();
        }
        long number = number();
        if (number < 0 || !literal(AT) || end - pos < Moments.LENGTH) {
            return broken();
        }
        long micros = Moments.read(buffer, pos);
        pos += Moments.LENGTH;
        if (micros == Long.MIN_VALUE || !literal(FORM) || pos >= end) {
            return broken();
        }
        int form = buffer[pos++] - '0';
        if (form < 1 || form > LineBytes.FORM) {
            return broken();
        }
        line.begin(form, micros);
        for (byte[] field : FIELDS) {
            if (!literal(field) || !text()) {
                return broken();
            }
        }
        if (!literal(DIGEST) || !hex(digest) || !literal(END) || pos != end) {
            return broken();
        }
        return chain.line(number, micros, line, digest, 0);
    }

    private boolean blockRecord() {
        if (!literal(BLOCK)) {
            return broken();
        }
        long number = number();
        if (number < 0 || !literal(FIRST)) {
            return broken();
        }
        long first = number();
        if (first < 0 || !literal(COUNT)) {
            return broken();
        }
        long count = number();
        if (count < 0 || count > Integer.MAX_VALUE || !literal(SEALED) || end - pos < Moments.LENGTH) {
            return broken();
        }
        long sealed = Moments.read(buffer, pos);
        pos += Moments.LENGTH;
        byte[] before = new byte[Sm3.BYTES];
        byte[] seal = new byte[Sm3.BYTES];
        byte[] root = new byte[Sm3.BYTES];
        byte[] hash = new byte[Sm3.BYTES];
        if (sealed == Long.MIN_VALUE
                || !literal(PREVIOUS)
                || !hex(before)
                || !literal(SEAL)
                || !hex(seal)
                || !literal(ROOT)
                || !hex(root)
                || !literal(KEY)) {
            return broken();
        }
        String key = word();
        if (!literal(ALGORITHM)) {
            return broken();
        }
        String algorithm = word();
        if (!literal(HASH) || !hex(hash) || !literal(SIGNATURE)) {
            return broken();
        }
        byte[] signature = base64(word());
        if (signature.length == 0 || !literal(END) || pos != end || from > 0 && number != from) {
            return broken();
        }
        from = 0;
        return chain.block(
                new Header(number, first, (int) count, sealed, before, seal, root, key, algorithm), hash, signature);
    }

    /** @return false */
    private boolean broken() {
        return chain.broken(
                "第 " + chain.nextLine() + " 行处（文件第 " + records + " 条记录）的内容不合导出格式。",
                "Where line " + chain.nextLine() + " belongs (record " + records
                        + " of the input) is something that is not of the export's form.");
    }

    private boolean literal(byte[] expected) {
        int to = pos + expected.length;
        boolean same = to <= end && Arrays.equals(buffer, pos, to, expected, 0, expected.length);
        pos = to;
        return same;
    }

    /** A number without leading zeros, or -1. */
    private long number() {
        int start = pos;
        long value = 0;
        while (pos < end && buffer[pos] >= '0' && buffer[pos] <= '9' && pos - start < DIGITS) {
            value = value * 10 + buffer[pos++] - '0';
        }
        int digits = pos - start;
        return digits == 0 || digits > 1 && buffer[start] == '0' ? -1 : value;
    }

    private boolean hex(byte[] into) {
        if (end - pos < 2 * Sm3.BYTES) {
            return false;
        }
        byte[] b = buffer;
        int wrong = 0;
        for (int i = 0; i < Sm3.BYTES; i++) {
            int high = NIBBLE[b[pos++] & 255];
            int low = NIBBLE[b[pos++] & 255];
            wrong |= high | low;
            into[i] = (byte) (high << 4 | low);
        }
        return wrong >= 0;
    }

    /** Printable ASCII up to a quote that stays to be read. */
    private String word() {
        int start = Math.min(pos, end);
        int p = start;
        while (p < end && buffer[p] > ' ' && buffer[p] != '"' && buffer[p] != '\\') {
            p++;
        }
        pos = p;
        return new String(buffer, start, p - start, StandardCharsets.US_ASCII);
    }

    /** Nothing when it is not the encoding a writer makes. */
    private static byte[] base64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Adds a string's bytes to the line, up to and with its closing quote. */
    private boolean text() {
        int at = line.open(end - pos);
        if (at < 0) {
            return pos < end && buffer[pos++] == '"';
        }
        byte[] in = buffer;
        byte[] out = line.bytes();
        int o = at;
        int p = pos;
        while (true) {
            int stop = special(p);
            System.arraycopy(in, p, out, o, stop - p);
            o += stop - p;
            if (stop >= end) {
                return false;
            }
            if (in[stop] == '"') {
                pos = stop + 1;
                line.close(at, o - at);
                return true;
            }
            if (in[stop] != '\\' || stop + 1 >= end) {
                return false;
            }
            byte escaped = in[stop + 1];
            p = stop + 2;
            if (escaped == 'u') {
                int control = control(p);
                if (control < 0) {
                    return false;
                }
                out[o++] = (byte) control;
                p += 4;
            } else if (escaped == '"' || escaped == '\\') {
                out[o++] = escaped;
            } else {
                return false;
            }
        }
    }

    /** The control character that four digits name, or -1: nothing else is written so. */
    private int control(int at) {
        if (end - at < 4 || buffer[at] != '0' || buffer[at + 1] != '0') {
            return -1;
        }
        int high = NIBBLE[buffer[at + 2] & 255];
        int low = NIBBLE[buffer[at + 3] & 255];
        return high < 0 || high > 1 || low < 0 ? -1 : high << 4 | low;
    }

    /** Position of the next quote, backslash or control character, or the record's end: eight bytes at a time. */
    private int special(int at) {
        byte[] b = buffer;
        int i = at;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long x = (long) LONG.get(b, i);
            long quote = x ^ '"' * ONES;
            long slash = x ^ '\\' * ONES;
            long hit = (quote - ONES & ~quote | slash - ONES & ~slash | x - ' ' * ONES & ~x) & TOPS;
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >> 3);
            }
        }
        for (; i < end; i++) {
            if (b[i] == '"' || b[i] == '\\' || b[i] >= 0 && b[i] < ' ') {
                return i;
            }
        }
        return end;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A compressed file that says whether something stands behind its end, where one usually does not look. */
    private static final class Gzip extends GZIPInputStream {

        private static final int TRAILER = 8;

        private final InputStream file;

        private Gzip(InputStream file) throws IOException {
            super(new Unforeseen(file), 1 << 16);
            this.file = file;
        }

        private boolean more() throws IOException {
            return inf.getRemaining() > TRAILER || file.read() >= 0;
        }
    }

    /** Says of nothing that it is there, so that nothing is read ahead to see whether it is to be passed over. */
    private static final class Unforeseen extends FilterInputStream {

        private Unforeseen(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
