package org.chama.ledger.verifier;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads published heads: {@code <block>:<hash>}, or any JSON whose objects have a {@code block} and a {@code hash}. */
final class PublishedHeads {

    private static final Pattern SHORT = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-fA-F]{64})");
    private static final Pattern OBJECT = Pattern.compile("\\{[^{}]*}");
    private static final Pattern BLOCK = Pattern.compile("\"block\"\\s*:\\s*([1-9][0-9]{0,17})\\s*[,}]");
    private static final Pattern HASH = Pattern.compile("\"hash\"\\s*:\\s*\"([0-9a-fA-F]{64})\"");

    private PublishedHeads() {}

    static boolean isShort(String text) {
        return SHORT.matcher(text).matches();
    }

    /** Hashes by block; empty when there is none. @throws IllegalArgumentException when two of one block differ */
    static Map<Long, byte[]> read(String text) {
        Map<Long, byte[]> heads = new TreeMap<>();
        Matcher one = SHORT.matcher(text);
        if (one.matches()) {
            add(heads, one.group(1), one.group(2));
            return heads;
        }
        Matcher object = OBJECT.matcher(text);
        while (object.find()) {
            Matcher block = BLOCK.matcher(object.group());
            Matcher hash = HASH.matcher(object.group());
            if (block.find() && hash.find()) {
                add(heads, block.group(1), hash.group(1));
            }
        }
        return heads;
    }

    static void add(Map<Long, byte[]> heads, Map<Long, byte[]> more) {
        more.forEach(
                (block, hash) -> add(heads, block.toString(), HexFormat.of().formatHex(hash)));
    }

    private static void add(Map<Long, byte[]> heads, String block, String hash) {
        byte[] bytes = HexFormat.of().parseHex(hash);
        byte[] other = heads.putIfAbsent(Long.valueOf(block), bytes);
        if (other != null && !Arrays.equals(other, bytes)) {
            throw new IllegalArgumentException("two heads of block " + block);
        }
    }
}
