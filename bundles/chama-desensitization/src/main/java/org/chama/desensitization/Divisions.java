package org.chama.desensitization;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Names an address may begin with: provinces, prefectures of Yunnan and their counties, from {@code divisions.txt}. Immutable. */
final class Divisions {

    private final byte[][] provinces;
    private final byte[][][] prefectures;
    private final byte[][][] counties;

    private Divisions(List<String> lines) {
        provinces = names(lines.get(0).substring(lines.get(0).indexOf('=') + 1));
        prefectures = new byte[lines.size() - 1][][];
        counties = new byte[lines.size() - 1][][];
        for (int i = 1; i < lines.size(); i++) {
            int equals = lines.get(i).indexOf('=');
            prefectures[i - 1] = names(lines.get(i).substring(0, equals));
            counties[i - 1] = names(lines.get(i).substring(equals + 1));
        }
    }

    static Divisions load() {
        try (InputStream in = Divisions.class.getResourceAsStream("divisions.txt")) {
            if (in == null) {
                throw new IllegalStateException("the bundle of the masks has no divisions.txt");
            }
            return new Divisions(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.indexOf('=') > 0 && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("divisions.txt cannot be read", e);
        }
    }

    /** Bytes of the province's name that begins here, 0 for none. */
    int province(byte[] source, int at, int end) {
        return longest(provinces, source, at, end);
    }

    /** Which prefecture's name begins here, -1 for none. */
    int prefecture(byte[] source, int at, int end) {
        for (int i = 0; i < prefectures.length; i++) {
            if (longest(prefectures[i], source, at, end) > 0) {
                return i;
            }
        }
        return -1;
    }

    int prefectureBytes(int prefecture, byte[] source, int at, int end) {
        return longest(prefectures[prefecture], source, at, end);
    }

    /** Bytes of the name of a county of this prefecture (of any for -1) that begins here, 0 for none. */
    int county(int prefecture, byte[] source, int at, int end) {
        if (prefecture >= 0) {
            return longest(counties[prefecture], source, at, end);
        }
        int longest = 0;
        for (byte[][] names : counties) {
            longest = Math.max(longest, longest(names, source, at, end));
        }
        return longest;
    }

    private static int longest(byte[][] names, byte[] source, int at, int end) {
        int longest = 0;
        for (byte[] name : names) {
            if (name.length > longest
                    && at + name.length <= end
                    && source[at + 2] == name[2]
                    && Arrays.equals(name, 0, name.length, source, at, at + name.length)) {
                longest = name.length;
            }
        }
        return longest;
    }

    private static byte[][] names(String list) {
        return Arrays.stream(list.split(","))
                .map(name -> name.strip().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
