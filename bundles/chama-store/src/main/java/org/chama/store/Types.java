package org.chama.store;

import org.chama.api.dataset.ItemType;

/** What the types of items are called in SQL. */
final class Types {

    /** Digits of an exact decimal without a declared precision. */
    static final int DIGITS = 1000;

    /** The most UTF-16 units H2 takes in a varchar. */
    private static final int H2_UNITS = 1_048_576;

    private Types() {}

    static String of(boolean postgres, Column column) {
        return switch (column.type()) {
            case CHARACTER ->
                "varchar" + (column.length() == 0 ? "" : "(" + characters(postgres, column) + ")") + collate(postgres);
            case MEMO -> "varchar" + collate(postgres);
            case NUMERIC, CURRENCY -> "numeric(" + precision(column) + ", " + column.scale() + ")";
            case INTEGER -> "bigint";
            case DOUBLE, FLOAT -> "double precision";
            case DATE -> "date";
            case DATETIME -> "timestamp(6)";
            case LOGICAL -> "boolean";
        };
    }

    /** H2 keeps at most a mebibyte in a varbinary. */
    static String cipher(boolean postgres, Column column) {
        return postgres ? "bytea" : column.type() == ItemType.MEMO ? "blob" : "varbinary";
    }

    static String blind(boolean postgres) {
        return postgres ? "bytea" : "varbinary(" + Seal.BLIND + ")";
    }

    /** PostgreSQL counts characters, H2 UTF-16 units. */
    static int characters(boolean postgres, Column column) {
        if (column.length() == 0) {
            return Integer.MAX_VALUE;
        }
        return postgres ? column.length() : (int) Math.min(2L * column.length(), H2_UNITS);
    }

    static int precision(Column column) {
        return column.length() == 0 ? DIGITS : column.length();
    }

    /** Bytes in order: the same order on both databases and every server, and the fastest. */
    private static String collate(boolean postgres) {
        return postgres ? " collate \"C\"" : "";
    }
}
