package org.chama.generator;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes rows of a recipe to a stream.
 *
 * @param titles whether CSV headings and JSON keys are the Chinese titles
 * @param storedOnly whether rows that must not be stored are left out, for floors that load the expected rows
 */
public record Emission(Recipe recipe, boolean titles, boolean storedOnly) {

    /** Every row, with the names of columns. */
    public static Emission of(Recipe recipe) {
        return new Emission(recipe, false, false);
    }

    /**
     * Writes one whole file with rows {@code from} to {@code from + rows} exclusive and says what must become of them.
     *
     * @param out flushed, not closed
     */
    public Expected write(long from, long rows, OutputStream out) throws IOException {
        Sink sink = new Sink(out, recipe.encoding());
        if (recipe.encoding() == Encoding.UTF_8_BOM) {
            sink.raw(0xEF);
            sink.raw(0xBB);
            sink.raw(0xBF);
        }
        return write(from, rows, emitter(), sink);
    }

    Expected write(long from, long rows, Emitter emitter, Sink sink) throws IOException {
        Generator generator = new Generator(recipe);
        Row row = new Row(recipe.kind());
        Expected.Count count = new Expected.Count();
        emitter.head(sink);
        for (long index = from; index < from + rows; index++) {
            generator.make(index, row);
            boolean isStored = row.dirt().outcome() == Outcome.STORED;
            if (storedOnly && !isStored) {
                continue;
            }
            count.add(row, isStored ? RowHash.of(row) : 0);
            emitter.row(row, sink);
            sink.rest();
        }
        emitter.tail(sink);
        sink.flush();
        return count.sum();
    }

    private Emitter emitter() {
        Kind kind = recipe.kind();
        return switch (recipe.format()) {
            case CSV -> new CsvEmitter(kind.columns(), titles);
            case JSON -> new JsonEmitter(kind.columns(), titles, false);
            case JSON_LINES -> new JsonEmitter(kind.columns(), titles, true);
            case XML -> XmlEmitter.file(kind, recipe.encoding());
            case FIXED -> new FixedEmitter(kind.columns());
        };
    }
}
