package org.chama.formats.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Item;
import org.chama.api.intake.FileProfile.Charset;

/** The sentences of refusals; each names the line, none a value. */
public final class Why {

    /** Bytes of a refused record that are kept. */
    public static final int RAW = 4096;

    private static final int SHOWN = 64;

    private static final java.nio.charset.Charset GB18030 = java.nio.charset.Charset.forName("GB18030");

    private Why() {}

    public static Refusal columns(long line, int expected, int found) {
        return Refusal.of(
                "record-columns",
                "第 " + line + " 行：应有 " + expected + " 列，实有 " + found + " 列",
                "line " + line + ": expected " + expected + " columns, found " + found);
    }

    public static Refusal quote(long line) {
        return Refusal.of(
                "record-quote",
                "第 " + line + " 行：引号位置不对（未加引号的值中有引号，或引号结束后还有文字）",
                "line " + line + ": a quote inside an unquoted value, or text after a closing quote");
    }

    public static Refusal unclosed(long line) {
        return Refusal.of(
                "record-unclosed",
                "第 " + line + " 行：引号没有结束（1 MiB 以内）",
                "line " + line + ": a quote is opened and not closed within 1 MiB");
    }

    public static Refusal size(long line) {
        return Refusal.of(
                "record-size", "第 " + line + " 行：一条记录超过 1 MiB", "line " + line + ": the record is larger than 1 MiB");
    }

    public static Refusal control(long line) {
        return Refusal.of(
                "record-control",
                "第 " + line + " 行：含有控制字符（NUL 等）",
                "line " + line + ": it holds a control character (NUL or the like)");
    }

    public static Refusal charset(long line, Charset charset) {
        String name = name(charset);
        return Refusal.of(
                "record-charset",
                "第 " + line + " 行：含有不是 " + name + " 编码的字节",
                "line " + line + ": it holds bytes that are not " + name);
    }

    public static Refusal action(long line) {
        return Refusal.of(
                "record-action",
                "第 " + line + " 行：操作只能是 PUT 或 DELETE，且只用于按主键更新的信息资源",
                "line " + line + ": the action is PUT or DELETE, and only of a dataset that is updated by key");
    }

    public static Refusal json(long line) {
        return Refusal.of(
                "record-json",
                "第 " + line + " 行：不是一个合格的 JSON 对象",
                "line " + line + ": not one well-formed JSON object");
    }

    public static Refusal nested(long line, Item item) {
        return Refusal.of(
                "record-nested",
                "第 " + line + " 行：“" + item.title() + "”的值里还有下级结构，应为单个值",
                "line " + line + ": the value of " + item.name()
                        + " has a structure of its own instead of a single value");
    }

    public static Refusal unknown(long line, String name) {
        return Refusal.of(
                "record-unknown",
                "第 " + line + " 行：没有名为“" + shown(name) + "”的信息项",
                "line " + line + ": there is no item \"" + shown(name) + "\"");
    }

    public static Refusal duplicate(long line, String name) {
        return Refusal.of(
                "record-duplicate",
                "第 " + line + " 行：“" + shown(name) + "”出现了两次",
                "line " + line + ": \"" + shown(name) + "\" stands there twice");
    }

    public static Refusal text(long line) {
        return Refusal.of(
                "record-text", "第 " + line + " 行：信息项之外有文字", "line " + line + ": there is text outside the items");
    }

    public static Refusal entity(long line) {
        return Refusal.of(
                "record-entity",
                "第 " + line + " 行：引用了没有定义的 XML 实体",
                "line " + line + ": it refers to an XML entity that is not defined");
    }

    public static RefusedException binary(String zh, String en) {
        return new RefusedException(
                "format-binary",
                "文件是" + zh + "，不是文本：请先解开或另存为 CSV、JSON 或 XML",
                "the file is " + en + ", not text: unpack it or save it as CSV, JSON or XML");
    }

    public static RefusedException empty() {
        return new RefusedException(
                "format-empty", "文件是空的：没有标题行也没有记录", "the file is empty: neither a heading nor a record");
    }

    public static RefusedException charset(Charset charset, int bad, int lines) {
        String name = name(charset);
        return new RefusedException(
                "format-charset",
                "文件不是 " + name + " 编码：开头 " + lines + " 行中有 " + bad + " 行不符合",
                "the file is not " + name + ": " + bad + " of its first " + lines + " lines are not");
    }

    public static RefusedException otherCharset(String found) {
        return new RefusedException(
                "format-charset",
                "文件编码是 " + shown(found) + "，只接收 UTF-8 和 GB18030",
                "the file is " + shown(found) + "; UTF-8 and GB18030 are taken");
    }

    public static RefusedException contrary(Charset declared, Charset found) {
        return new RefusedException(
                "format-charset",
                "约定的编码是 " + name(declared) + "，文件却是 " + name(found),
                "declared as " + name(declared) + ", but the file is " + name(found));
    }

    public static RefusedException heading(String zh, String en) {
        return new RefusedException("format-heading", "标题行：" + zh, "heading: " + en);
    }

    public static RefusedException truncated(long line) {
        return new RefusedException(
                "format-truncated",
                "文件不完整：在第 " + line + " 行处中断，结构没有结束",
                "the file is cut off: it ends at line " + line + " inside its structure");
    }

    public static RefusedException depth(long line, int most) {
        return new RefusedException(
                "format-depth",
                "第 " + line + " 行：嵌套超过 " + most + " 层",
                "line " + line + ": nested deeper than " + most + " levels");
    }

    public static RefusedException broken(String format, long line) {
        return new RefusedException(
                "format-" + format.toLowerCase(Locale.ROOT),
                "第 " + line + " 行起不是合格的 " + format + "，其后无法再读",
                "from line " + line + " on it is not well-formed " + format + " and cannot be read");
    }

    public static RefusedException broken(String format, long line, String zh, String en) {
        return new RefusedException(
                "format-" + format.toLowerCase(Locale.ROOT), "第 " + line + " 行：" + zh, "line " + line + ": " + en);
    }

    public static RefusedException dtd(long line) {
        return new RefusedException(
                "format-xml-dtd",
                "第 " + line + " 行：XML 不得带 DTD（DOCTYPE）或实体定义",
                "line " + line + ": XML with a DTD (DOCTYPE) or entities of its own is not taken");
    }

    /** A name of the source as it may stand in a sentence: at most 64 characters, nothing invisible. */
    public static String shown(String name) {
        StringBuilder out = new StringBuilder();
        int shown = 0;
        for (int at = 0; at < name.length(); ) {
            int character = name.codePointAt(at);
            at += Character.charCount(character);
            if (shown++ == SHOWN) {
                return out.append('…').toString();
            }
            if (visible(character)) {
                out.appendCodePoint(character);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04X", character));
            }
        }
        return out.toString();
    }

    private static boolean visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> character != '"' && character != '\\' && character != '<' && character != '>';
        };
    }

    /** The first 4 KiB of a refused record. */
    public static byte[] raw(byte[] data, int from, int to) {
        return Arrays.copyOfRange(data, from, Math.min(to, from + RAW));
    }

    /** The same of a source in this charset, as UTF-8; what is no character of it is marked. */
    public static byte[] raw(byte[] data, int from, int to, Charset charset) {
        return charset == Charset.GB18030
                ? new String(data, from, Math.min(to, from + RAW) - from, GB18030).getBytes(StandardCharsets.UTF_8)
                : raw(data, from, to);
    }

    private static String name(Charset charset) {
        return charset == Charset.GB18030 ? "GB18030" : "UTF-8";
    }
}
