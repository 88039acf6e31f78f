package org.chama.api.dataset;

/** The data types of the catalogue compilation guide (发改高技〔2017〕1272号), by its letters; 通用型 G is not a column. */
public enum ItemType {
    /** 字符型: text of at most {@code length} characters. */
    CHARACTER('C'),
    /** 备注型: text without a length. */
    MEMO('M'),
    /** 数值型: exact decimal, precision {@code length} and {@code scale}. */
    NUMERIC('N'),
    /** 货币型: exact decimal. */
    CURRENCY('Y'),
    /** 整型: 64-bit integer. */
    INTEGER('I'),
    /** 双精度型: IEEE double. */
    DOUBLE('B'),
    /** 浮点型: IEEE double as well. */
    FLOAT('F'),
    /** 日期型: {@code yyyy-MM-dd} or {@code yyyyMMdd}, as written, without zone. */
    DATE('D'),
    /** 日期时间型: {@code yyyy-MM-dd HH:mm:ss} (or with {@code T}), up to microseconds, as written, without zone. */
    DATETIME('T'),
    /** 逻辑型: true/false, 1/0, 是/否, Y/N. */
    LOGICAL('L');

    private final char letter;

    ItemType(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    /** @throws IllegalArgumentException for a letter that is no column type */
    public static ItemType of(char letter) {
        for (ItemType type : values()) {
            if (type.letter == letter) {
                return type;
            }
        }
        throw new IllegalArgumentException("no item type has the letter " + letter);
    }
}
