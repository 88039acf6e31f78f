package org.chama.generator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the row of any index, alone; one thread uses it, any number of threads may have their own. */
public final class Generator {

    private static final long CONTENT = 0;
    private static final long DIRT = 1;
    private static final long DUPLICATE = 2;

    /** A file's first 64 KiB stay of one character set: readers that find it out by themselves look there. */
    private static final long FIRST_BAD_BYTES = 1024;

    private static final int REACH = 1000;
    private static final byte[] EMPTY = {};
    private static final byte[] LONG = longValue();
    private static final byte[] QUOTED = "\"东门\",西门\n三号\"".getBytes(StandardCharsets.UTF_8);

    /** GB18030 for two hanzi: in UTF-8 a first byte without its second. */
    private static final byte[] NOT_UTF_8 = {(byte) 0xD5, (byte) 0xD4, (byte) 0xD5, (byte) 0xD4};

    /** A byte no GB18030 character has. */
    private static final byte[] NOT_GB18030 = {(byte) 0xFF, (byte) 0xFF};

    private final Recipe recipe;
    private final Draw draw = new Draw();

    public Generator(Recipe recipe) {
        this.recipe = recipe;
    }

    public Recipe recipe() {
        return recipe;
    }

    /**
     * Makes one row.
     *
     * @param index from 0, below the kind's limit
     * @param into made for the recipe's kind
     */
    public Row make(long index, Row into) {
        if (index < 0 || index >= recipe.kind().limit()) {
            throw new IllegalArgumentException(
                    "a seed has rows 0 to " + (recipe.kind().limit() - 1) + ", not " + index);
        }
        long origin = origin(index);
        into.begin(index, origin, dirt(origin));
        draw.start(recipe.seed(), CONTENT, origin);
        recipe.kind().maker().make(recipe.seed(), origin, draw, into);
        soil(into);
        return into;
    }

    /** The row this one repeats, or itself. */
    private long origin(long index) {
        long origin = index;
        while (recipe.duplicates() > 0 && origin > 0) {
            draw.start(recipe.seed(), DUPLICATE, origin);
            if (!draw.hits(recipe.duplicates())) {
                break;
            }
            origin -= 1 + draw.below((int) Math.min(REACH, origin));
        }
        return origin;
    }

    private Dirt dirt(long index) {
        if (recipe.dirty() == 0) {
            return Dirt.NONE;
        }
        draw.start(recipe.seed(), DIRT, index);
        if (!draw.hits(recipe.dirty())) {
            return Dirt.NONE;
        }
        Dirt dirt = anyDirt(draw.below(64));
        boolean tooEarly = dirt == Dirt.BAD_BYTES && index < FIRST_BAD_BYTES;
        return tooEarly || !recipe.format().carries(dirt) ? Dirt.CHECK_DIGIT : dirt;
    }

    /** 64 KiB values are rare: a file of them would measure nothing else. */
    private static Dirt anyDirt(int of64) {
        if (of64 < 1) {
            return Dirt.LONG;
        }
        if (of64 < 8) {
            return Dirt.COLUMNS;
        }
        if (of64 < 15) {
            return Dirt.BAD_BYTES;
        }
        if (of64 < 25) {
            return Dirt.EMPTY;
        }
        return of64 < 44 ? Dirt.QUOTED : Dirt.CHECK_DIGIT;
    }

    private void soil(Row row) {
        Kind kind = recipe.kind();
        switch (row.dirt()) {
            case QUOTED -> row.replace(kind.longText(), QUOTED);
            case CHECK_DIGIT -> spoil(row, kind.identifier());
            case EMPTY -> row.replace(kind.required(), EMPTY);
            case LONG -> row.replace(kind.longText(), LONG);
            case BAD_BYTES ->
                row.replace(kind.required(), recipe.encoding() == Encoding.GB18030 ? NOT_GB18030 : NOT_UTF_8);
            default -> {
                // clean, or a matter of how it is written
            }
        }
    }

    private static void spoil(Row row, int column) {
        byte check = row.data()[row.end(column) - 1];
        row.replaceLast(column, check == '0' ? '1' : '0');
    }

    private static byte[] longValue() {
        byte[] value = new byte[64 * 1024];
        Arrays.fill(value, (byte) 'L');
        return value;
    }
}
