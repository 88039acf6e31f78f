package org.chama.formats.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;

/** The first 64 KiB of a source and what they tell: binary or text, which format, which charset. */
public final class Head {

    private static final int SIZE = 64 << 10;
    /** Lines of another charset that make a file one of another charset: at least so many, and more than a fifth. */
    private static final int DAMAGED_LINES = 10;

    /** What is no text, by its first bytes (ISO 8859-1). */
    private static final String[][] MAGIC = {
        {"PK\3\4", "ZIP 压缩包（或 XLSX、DOCX）", "a ZIP archive (or XLSX, DOCX)"},
        {"PK\5\6", "空的 ZIP 压缩包", "an empty ZIP archive"},
        {"\u001F\u008B", "GZIP 压缩文件", "a GZIP file"},
        {"BZh91AY&SY", "BZIP2 压缩文件", "a BZIP2 file"},
        {"\u00FD7zXZ\0", "XZ 压缩文件", "an XZ file"},
        {"(\u00B5/\u00FD", "ZSTD 压缩文件", "a ZSTD file"},
        {"Rar!\u001A\7", "RAR 压缩包", "a RAR archive"},
        {"7z\u00BC\u00AF'\u001C", "7z 压缩包", "a 7z archive"},
        {"%PDF-", "PDF 文件", "a PDF document"},
        {"\u00D0\u00CF\u0011\u00E0", "旧版 Office 文件（XLS、DOC 等）", "an old Office file (XLS, DOC or the like)"},
        {"\u007FELF", "可执行程序", "a program"},
        {"MZ\u0090\0", "可执行程序", "a program"},
        {"\u0089PNG", "图片", "an image"},
        {"\u00FF\u00D8\u00FF", "图片", "an image"},
        {"GIF8", "图片", "an image"},
        {"II*\0", "图片", "an image"},
        {"MM\0*", "图片", "an image"},
        {"SQLite format 3\0", "SQLite 数据库", "an SQLite database"}
    };

    private final byte[] data;
    private final int length;
    private final int mark;
    private int lines;
    /** Lines that are no UTF-8; that are and hold a sequence of three bytes or more, as Chinese is; that are no GB 18030. */
    private int notUtf8;

    private int chinese;
    private int notGb;

    private Head(byte[] data) {
        this.data = data;
        this.length = data.length;
        this.mark = starts("\u00EF\u00BB\u00BF") ? 3 : starts("\u0084\u0031\u0095\u0033") ? 4 : 0;
        judgeLines();
    }

    public static Head of(InputStream in) throws IOException {
        return new Head(in.readNBytes(SIZE));
    }

    public byte[] data() {
        return data;
    }

    public int length() {
        return length;
    }

    /** Bytes of the byte order mark, 0 for none. */
    public int mark() {
        return mark;
    }

    /** Refuses archives, documents, programs, images, and what has NULs in place of text. */
    public void refuseBinary() {
        for (String[] kind : MAGIC) {
            if (starts(kind[0])) {
                throw Why.binary(kind[1], kind[2]);
            }
        }
        if (starts("\u00FE\u00FF") || starts("\u00FF\u00FE")) {
            throw Why.otherCharset("UTF-16");
        }
        int nuls = 0;
        for (byte value : data) {
            nuls += value == 0 ? 1 : 0;
        }
        if (nuls >= 16 && nuls > length / 20) {
            throw Why.binary("二进制数据（或 UTF-16）", "binary data (or UTF-16)");
        }
        if (length < SIZE && text() == length) {
            throw Why.empty();
        }
    }

    /** {@code <} begins XML, {@code [} a JSON array, <code>{</code> JSON lines; all else is CSV. */
    public Format format() {
        int at = text();
        return at == length
                ? Format.CSV
                : switch (data[at]) {
                    case '<' -> Format.XML;
                    case '[' -> Format.JSON;
                    case '{' -> Format.JSON_LINES;
                    default -> Format.CSV;
                };
    }

    /** The charset to read by; refuses a source that is plainly of another. */
    public Charset charset(Charset declared, Format format) {
        Charset marked = mark == 3 ? Charset.UTF_8 : mark == 4 ? Charset.GB18030 : Charset.AUTO;
        if (declared != Charset.AUTO && marked != Charset.AUTO && declared != marked) {
            throw Why.contrary(declared, marked);
        }
        if (declared == Charset.GB18030 && chinese >= DAMAGED_LINES && notUtf8 == 0) {
            throw Why.contrary(declared, Charset.UTF_8);
        }
        Charset charset = declared != Charset.AUTO ? declared : marked;
        if (charset == Charset.AUTO && format == Format.XML) {
            charset = ofDeclaration();
        }
        if (charset == Charset.AUTO) {
            charset = notUtf8 == 0 || chinese >= notUtf8 ? Charset.UTF_8 : Charset.GB18030;
        }
        int bad = charset == Charset.UTF_8 ? notUtf8 : notGb;
        if (bad >= DAMAGED_LINES && bad > lines / 5) {
            throw Why.charset(charset, bad, lines);
        }
        return charset;
    }

    /** What the XML declaration says. */
    private Charset ofDeclaration() {
        String start = new String(data, mark, Math.min(256, length - mark), StandardCharsets.ISO_8859_1);
        int end = start.indexOf("?>");
        int at = start.indexOf("encoding");
        if (!start.startsWith("<?xml") || at < 0 || at > end) {
            return Charset.AUTO;
        }
        int open = Math.max(0, start.indexOf('=', at)) + 1;
        while (open < end && start.charAt(open) <= ' ') {
            open++;
        }
        int close = open < end ? start.indexOf(start.charAt(open), open + 1) : -1;
        if (close < 0 || close > end) {
            return Charset.AUTO;
        }
        String name = start.substring(open + 1, close);
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UTF-8", "UTF8", "US-ASCII", "ASCII" -> Charset.UTF_8;
            case "GB18030", "GBK", "GB2312", "CP936", "MS936", "WINDOWS-936" -> Charset.GB18030;
            default -> throw Why.otherCharset(name);
        };
    }

    /** Place of the first byte that is neither mark nor white. */
    private int text() {
        int at = mark;
        while (at < length && (data[at] == ' ' || data[at] == '\t' || data[at] == '\r' || data[at] == '\n')) {
            at++;
        }
        return at;
    }

    private boolean starts(String magic) {
        for (int i = 0; i < magic.length(); i++) {
            if (i >= length || (data[i] & 0xFF) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A last line that the 64 KiB cut is not judged, unless it is the only one. */
    private void judgeLines() {
        int from = mark;
        while (from < length) {
            int to = from;
            while (to < length && data[to] != '\n' && data[to] != '\r') {
                to++;
            }
            boolean cut = to == length && length == SIZE;
            if (to > from && !(cut && lines > 0)) {
                judge(from, cut ? Math.max(from, to - 4) : to, cut);
            }
            from = to + 1;
        }
    }

    private void judge(int from, int to, boolean cut) {
        lines++;
        int invalid = Utf8.firstInvalid(data, from, to);
        if (invalid < (cut ? to - 4 : to)) {
            notUtf8++;
        } else if (hasLongSequence(from, to)) {
            chinese++;
        }
        if (!cut && !Gb18030.valid(data, from, to)) {
            notGb++;
        }
    }

    private boolean hasLongSequence(int from, int to) {
        for (int i = from; i < to; i++) {
            if ((data[i] & 0xFF) >= 0xE0) {
                return true;
            }
        }
        return false;
    }
}
