package org.chama.store;

/**
 * One column of the table that is written.
 *
 * @param index of the item's value in the rows
 */
record Slot(Column column, int index, Part part) {

    /** What of an item it holds. */
    enum Part {
        PLAIN,
        CIPHER,
        BLIND
    }

    String name() {
        return switch (part) {
            case PLAIN -> column.name();
            case CIPHER -> column.cipher();
            case BLIND -> column.blind();
        };
    }

    String type(boolean postgres) {
        return switch (part) {
            case PLAIN -> Types.of(postgres, column);
            case CIPHER -> Types.cipher(postgres, column);
            case BLIND -> Types.blind(postgres);
        };
    }
}
