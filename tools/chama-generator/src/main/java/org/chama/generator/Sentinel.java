package org.chama.generator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What to grep for a leak. Names of natural persons end with {@link #HANZI} and persons' addresses have it behind the county, e-mail
 * addresses begin with {@link #WORD}; no other value holds either. Any mask of a name, address or e-mail that does its work hides it,
 * so a masked copy, a log or an index that holds one of {@link #marks()} has leaked.
 */
public final class Sentinel {

    /** In no word list of the generator but on purpose. */
    public static final String HANZI = "哨";

    /** First part of every e-mail address. */
    public static final String WORD = "SENTINEL";

    /** Tail of every phone and landline, and inside the bank cards of early rows; a partial mask leaves fewer zeros. */
    public static final String ZEROS = "00000000";

    private Sentinel() {}

    /** UTF-8 bytes no masked form of a row contains. */
    public static List<byte[]> marks() {
        return List.of(
                HANZI.getBytes(StandardCharsets.UTF_8),
                WORD.getBytes(StandardCharsets.UTF_8),
                ZEROS.getBytes(StandardCharsets.UTF_8));
    }
}
