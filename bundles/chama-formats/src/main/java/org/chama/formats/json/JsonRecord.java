package org.chama.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.Arrays;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.RawRecord;
import org.chama.formats.source.Columns;
import org.chama.formats.source.Encoded;
import org.chama.formats.source.Utf8;
import org.chama.formats.source.Why;
import org.chama.formats.source.Window;

/** One JSON object as a record: values are texts, numbers as written, true, false and null. */
final class JsonRecord {

    /** Levels of nesting; deeper input ends the source. */
    static final int DEPTH = 32;

    private JsonFactory json = factory();
    private final Charset charset;
    private final Columns columns;
    private final boolean[] seen;
    private final Encoded value = new Encoded();
    private boolean acted;

    JsonRecord(Charset charset, Columns columns) {
        this.charset = charset;
        this.columns = columns;
        this.seen = new boolean[columns.count()];
    }

    /** Buffers are pooled by the factory, not by thread: nothing of a bundle stays behind in a thread. */
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEPTH)
                        .maxStringLength(Window.RECORD)
                        .maxNumberLength(1000)
                        .maxNameLength(256)
                        .build())
                .recyclerPool(JsonRecyclerPools.newBoundedPool(1))
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                .build();
    }

    /** Reads an object into a record that has begun, or refuses it. */
    boolean read(byte[] data, int from, int to, RawRecord into) throws IOException {
        into.sourceBytes(to - from);
        long line = into.line();
        if (Utf8.firstInvalid(data, from, to) < to) {
            return refuse(into, Why.charset(line, charset), "", data, from, to);
        }
        for (int i = from; i < to; i++) {
            if (data[i] >= 0 && data[i] < 0x20 && data[i] != '\t' && data[i] != '\n' && data[i] != '\r') {
                return refuse(into, Why.control(line), "", data, from, to);
            }
        }
        Arrays.fill(seen, false);
        acted = false;
        try (JsonParser parser = json.createParser(data, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return refuse(into, Why.json(line), "", data, from, to);
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken token = parser.nextToken();
                int column = columns.find(key);
                Refusal why = take(parser, token, key, column, into);
                if (why != null) {
                    String item = column >= 0 ? columns.item(column).name() : "";
                    return refuse(into, why, item, data, from, to);
                }
            }
            if (parser.nextToken() != null) {
                return refuse(into, Why.json(line), "", data, from, to);
            }
            return true;
        } catch (JsonProcessingException e) {
            return refuse(into, Why.json(line), "", data, from, to);
        }
    }

    /** Why the value cannot be taken, null when it was. */
    private Refusal take(JsonParser parser, JsonToken token, String key, int column, RawRecord into)
            throws IOException {
        long line = into.line();
        if (column == Columns.UNKNOWN) {
            json = factory(); // the former one remembers every key it saw
            return key.equals(Columns.ACTION_NAME) ? Why.action(line) : Why.unknown(line, key);
        }
        if (column >= 0 ? seen[column] : acted) {
            return Why.duplicate(line, key);
        }
        if (column == Columns.ACTION) {
            acted = true;
            return action(parser, token, into) ? null : Why.action(line);
        }
        seen[column] = true;
        if (token.isStructStart()) {
            return Why.nested(line, columns.item(column));
        }
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        value.clear();
        value.append(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (value.broken()) {
            return Why.charset(line, charset);
        }
        if (value.control()) {
            return Why.control(line);
        }
        if (value.size() > 0 || columns.isText(column)) {
            into.set(column, value.data(), 0, value.size());
        }
        return null;
    }

    private static boolean action(JsonParser parser, JsonToken token, RawRecord into) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return true;
        }
        if (token != JsonToken.VALUE_STRING) {
            return false;
        }
        String name = parser.getText();
        into.action(name.equals("DELETE") ? Action.DELETE : Action.PUT);
        return name.equals("DELETE") || name.equals("PUT");
    }

    private static boolean refuse(RawRecord into, Refusal why, String item, byte[] data, int from, int to) {
        into.refuse(why, item, Why.raw(data, from, to));
        return false;
    }
}
