package org.chama.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.chama.api.Refusal;

/** JSON in and out, bounded: bodies of at most 1 MiB, eight levels deep, no name twice in an object. */
final class Json {

    static final int LARGEST_BODY = 1 << 20;

    private static final int DEEPEST = 8;
    private static final int LONGEST_TEXT = 65_536;
    private static final int LONGEST_NUMBER = 1_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .maxNameLength(LONGEST_NUMBER)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    static void write(JsonBody body, OutputStream into) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(into)) {
            body.write(json);
        }
    }

    /** Reads a body whole. @throws Refused when it is larger or no JSON object */
    static JsonObject read(InputStream body) throws IOException {
        return parse(bytes(body));
    }

    static JsonObject parse(byte[] body) throws IOException {
        return JsonObject.read(FACTORY, body);
    }

    static byte[] bytes(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            throw new Refused(413, Refusal.of("body-too-large", "请求体超过 1 MiB", "the body is larger than 1 MiB"));
        }
        return bytes;
    }
}
