package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.store.Page;
import org.chama.api.store.Zone;

/**
 * A page of records, written from the bytes of its rows. Numbers are JSON numbers with the very digits of the store, truth values are
 * JSON's, all else is text (a masked value too, whatever its item's type), a missing value is null.
 */
record RecordPage(Dataset dataset, Zone zone, Page page) implements JsonBody {

    /** How values of a column are written. */
    private enum As {
        NUMBER,
        TRUTH,
        TEXT
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        int columns = page.items().size();
        SerializedString[] names = new SerializedString[columns];
        As[] as = new As[columns];
        for (int i = 0; i < columns; i++) {
            names[i] = new SerializedString(page.items().get(i).name());
            as[i] = as(page.items().get(i));
        }
        json.writeStartObject();
        json.writeStringField("dataset", dataset.id());
        json.writeNumberField("version", dataset.version());
        json.writeArrayFieldStart("records");
        Rows rows = page.rows();
        char[] digits = new char[64];
        for (int row = 0; row < rows.count(); row++) {
            json.writeStartObject();
            for (int column = 0; column < columns; column++) {
                json.writeFieldName(names[column]);
                int length = rows.length(row, column);
                if (length < 0) {
                    json.writeNull();
                } else if (as[column] == As.NUMBER) {
                    digits = digits.length < length ? new char[length] : digits;
                    number(json, rows.data(), rows.start(row, column), length, digits);
                } else if (as[column] == As.TRUTH) {
                    truth(json, rows.data(), rows.start(row, column), length);
                } else {
                    json.writeUTF8String(rows.data(), rows.start(row, column), length);
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        if (page.next().isPresent()) {
            json.writeStringField("next", page.next().get());
        } else {
            json.writeNullField("next");
        }
        json.writeEndObject();
    }

    private As as(Item item) {
        if (zone == Zone.OPEN && item.mask().isPresent()) {
            return As.TEXT;
        }
        return switch (item.type()) {
            case NUMERIC, CURRENCY, INTEGER, DOUBLE, FLOAT -> As.NUMBER;
            case LOGICAL -> As.TRUTH;
            case CHARACTER, MEMO, DATE, DATETIME -> As.TEXT;
        };
    }

    private static void truth(JsonGenerator json, byte[] data, int start, int length) throws IOException {
        if (length == 4 && data[start] == 't') {
            json.writeBoolean(true);
        } else if (length == 5 && data[start] == 'f') {
            json.writeBoolean(false);
        } else {
            json.writeUTF8String(data, start, length);
        }
    }

    private static void number(JsonGenerator json, byte[] data, int start, int length, char[] digits)
            throws IOException {
        if (!isJsonNumber(data, start, start + length)) {
            json.writeUTF8String(data, start, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            digits[i] = (char) data[start + i];
        }
        json.writeNumber(digits, 0, length);
    }

    /** RFC 8259, section 6. */
    static boolean isJsonNumber(byte[] data, int from, int end) {
        int at = from < end && data[from] == '-' ? from + 1 : from;
        int whole = digits(data, at, end);
        if (whole == at || data[at] == '0' && whole > at + 1) {
            return false;
        }
        at = whole;
        if (at < end && data[at] == '.') {
            int fraction = digits(data, at + 1, end);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < end && (data[at] == 'e' || data[at] == 'E')) {
            int sign = at + 1 < end && (data[at + 1] == '+' || data[at + 1] == '-') ? at + 2 : at + 1;
            int exponent = digits(data, sign, end);
            if (exponent == sign) {
                return false;
            }
            at = exponent;
        }
        return at == end;
    }

    private static int digits(byte[] data, int from, int end) {
        int at = from;
        while (at < end && data[at] >= '0' && data[at] <= '9') {
            at++;
        }
        return at;
    }
}
