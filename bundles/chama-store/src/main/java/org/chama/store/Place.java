package org.chama.store;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.chama.api.RefusedException;

/**
 * Where a page ended, as an opaque text: form, zone, write mode and dataset number, then two numbers. Of an UPSERT the first is
 * the row id; otherwise they are arrival (of a SNAPSHOT its generation) and position.
 */
record Place(long first, long second) {

    private static final byte FORM = 1;
    private static final int BYTES = 1 + 1 + 1 + 4 + 8 + 8;

    /** Before the first row of a generation. */
    static Place start(long generation) {
        return new Place(generation, Long.MIN_VALUE);
    }

    String token(Shape shape) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(BYTES)
                        .put(FORM)
                        .put((byte) shape.zone().ordinal())
                        .put((byte) shape.mode().ordinal())
                        .putInt(shape.dataset().number())
                        .putLong(first)
                        .putLong(second)
                        .array());
    }

    /** @throws RefusedException for a token of another zone, dataset or write mode, or of nobody's */
    static Place of(String token, Shape shape) {
        return parse(token, shape)
                .orElseThrow(() -> new RefusedException(
                        "page-token", "翻页标记无效：不是本数据集本区域的标记。", "The page token is not one of this dataset and zone."));
    }

    private static Optional<Place> parse(String token, Shape shape) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        boolean ours = buffer.get() == FORM
                && buffer.get() == shape.zone().ordinal()
                && buffer.get() == shape.mode().ordinal()
                && buffer.getInt() == shape.dataset().number();
        return ours ? Optional.of(new Place(buffer.getLong(), buffer.getLong())) : Optional.empty();
    }
}
