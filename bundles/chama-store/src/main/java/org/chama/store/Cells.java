package org.chama.store;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.ItemType;
import org.chama.formats.Values;

/** Values on bytes: what they are in the database, and how they are written when they come back. */
final class Cells {

    static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    private static final int MICRO_NANOS = 1_000;
    private static final int SECOND_MICROS = 1_000_000;

    private Cells() {}

    static IllegalArgumentException unfit(Rows rows, int row, Column column, NotOfType e) {
        return new IllegalArgumentException(
                "line " + rows.line(row) + ", item " + column.item().name() + ": not of type " + column.type(), e);
    }

    // ---- from bytes

    /** @throws NotOfType here and below */
    static long integer(byte[] data, int offset, int length) {
        return valid(Values.integer(data, offset, length));
    }

    /** Days since 1970-01-01. */
    static int date(byte[] data, int offset, int length) {
        return (int) valid(Values.date(data, offset, length));
    }

    /** Microseconds since 1970-01-01 00:00:00, without zone. */
    static long dateTime(byte[] data, int offset, int length) {
        return valid(Values.datetime(data, offset, length));
    }

    static boolean logical(byte[] data, int offset, int length) {
        return valid(Values.logical(data, offset, length)) == 1;
    }

    static double real(byte[] data, int offset, int length) {
        double value = Values.number(data, offset, length);
        if (Double.isNaN(value)) {
            throw new NotOfType();
        }
        return value;
    }

    /** The digits an exact decimal needs, see {@link Values#decimal}; not more after the point than the column has. */
    static long decimal(byte[] data, int offset, int length, int scale) {
        long digits = valid(Values.decimal(data, offset, length));
        if (Values.fraction(digits) > scale || Values.whole(digits) > Types.DIGITS) {
            throw new NotOfType();
        }
        return digits;
    }

    private static long valid(long value) {
        if (value == Values.INVALID) {
            throw new NotOfType();
        }
        return value;
    }

    /** As a parameter of a statement. */
    static Object parameter(Column column, byte[] data, int offset, int length) {
        return switch (column.type()) {
            case CHARACTER, MEMO -> new String(data, offset, length, StandardCharsets.UTF_8);
            case NUMERIC, CURRENCY -> {
                decimal(data, offset, length, column.scale());
                yield new BigDecimal(new String(data, offset, length, StandardCharsets.US_ASCII));
            }
            case INTEGER -> integer(data, offset, length);
            case DOUBLE, FLOAT -> real(data, offset, length);
            case DATE -> LocalDate.ofEpochDay(date(data, offset, length));
            case DATETIME -> moment(dateTime(data, offset, length));
            case LOGICAL -> logical(data, offset, length);
        };
    }

    /** The text a value is read back as, which is what is encrypted; null for no value. */
    static byte[] canonical(Column column, byte[] data, int offset, int length) {
        if (column.text()) {
            return Arrays.copyOfRange(data, offset, offset + length);
        }
        return length == 0 ? null : canonical(column, parameter(column, data, offset, length));
    }

    /** The same of a {@link #parameter}. */
    static byte[] canonical(Column column, Object value) {
        return (value instanceof BigDecimal decimal
                        ? decimal.setScale(column.scale()).toPlainString()
                        : text(value))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static LocalDateTime moment(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, SECOND_MICROS),
                Math.floorMod(micros, SECOND_MICROS) * MICRO_NANOS,
                ZoneOffset.UTC);
    }

    // ---- from the database

    /**
     * The text of a value {@link Shape#selected} gave, or null.
     *
     * @param index of its first field
     */
    static byte[] read(ResultSet row, int index, Column column, Seal seal, long arrival, long position)
            throws SQLException {
        int plain = index;
        if (column.form().hasCipher()) {
            byte[] envelope = row.getBytes(index);
            if (envelope != null || !column.form().hasPlain()) {
                return envelope == null ? null : seal.open(column, arrival, position, envelope);
            }
            plain++;
        }
        Object value = read(row, plain, column.type());
        return value == null ? null : text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** How many fields {@link Shape#selected} has of a column. */
    static int fields(Column column) {
        return column.form().hasCipher() && column.form().hasPlain() ? 2 : 1;
    }

    /** The value of a column as a {@link #parameter}, or null. */
    static Object read(ResultSet row, int index, ItemType type) throws SQLException {
        Object value =
                switch (type) {
                    case CHARACTER, MEMO -> row.getString(index);
                    case NUMERIC, CURRENCY -> row.getBigDecimal(index);
                    case INTEGER -> row.getLong(index);
                    case DOUBLE, FLOAT -> row.getDouble(index);
                    case DATE -> row.getObject(index, LocalDate.class);
                    case DATETIME -> row.getObject(index, LocalDateTime.class);
                    case LOGICAL -> row.getBoolean(index);
                };
        return row.wasNull() ? null : value;
    }

    /** How a value is written: dates as {@code yyyy-MM-dd}, decimals without exponent, {@code true} and {@code false}. */
    static String text(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Double number) {
            return real(number);
        }
        if (value instanceof LocalDateTime moment) {
            return dateTime(moment);
        }
        return value.toString();
    }

    /** The shortest text that gives the same double; whole ones without a point. */
    static String real(double value) {
        String text = Double.toString(value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String dateTime(LocalDateTime moment) {
        StringBuilder text = new StringBuilder(26).append(moment.toLocalDate()).append(' ');
        two(text, moment.getHour()).append(':');
        two(text, moment.getMinute()).append(':');
        two(text, moment.getSecond());
        int micros = moment.getNano() / MICRO_NANOS;
        if (micros > 0) {
            text.append('.');
            for (int unit = SECOND_MICROS / 10; micros > 0; unit /= 10) {
                text.append(micros / unit);
                micros %= unit;
            }
        }
        return text.toString();
    }

    private static StringBuilder two(StringBuilder text, int number) {
        return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
