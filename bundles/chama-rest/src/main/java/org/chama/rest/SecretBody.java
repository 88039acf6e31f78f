package org.chama.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.chama.api.Refusal;

/** A JSON body whose members are secrets: read without a String of them, wiped when closed. */
final class SecretBody implements AutoCloseable {

    private static final int LARGEST = 16_384;
    private static final int LONGEST = 4_096;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxStringLength(LONGEST)
                    .maxNameLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<String, char[]> members = new HashMap<>();

    private SecretBody() {}

    /** @throws Refused unless it is an object with exactly these members, texts all */
    static SecretBody read(InputStream body, Set<String> names) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        SecretBody secrets = new SecretBody();
        try (JsonParser json = FACTORY.createParser(bytes)) {
            if (bytes.length > LARGEST || !secrets.take(json, names)) {
                throw refused(names);
            }
            return secrets;
        } catch (JsonProcessingException e) {
            throw refused(names);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            if (!secrets.members.keySet().equals(names)) {
                secrets.close();
            }
        }
    }

    private boolean take(JsonParser json, Set<String> names) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!names.contains(name) || json.nextToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            int from = json.getTextOffset();
            members.put(name, Arrays.copyOfRange(json.getTextCharacters(), from, from + json.getTextLength()));
        }
        return json.currentToken() == JsonToken.END_OBJECT
                && members.keySet().equals(names)
                && json.nextToken() == null;
    }

    char[] get(String name) {
        return members.get(name);
    }

    @Override
    public void close() {
        members.values().forEach(secret -> Arrays.fill(secret, '\0'));
    }

    private static Refused refused(Set<String> names) {
        String members = String.join(", ", names.stream().sorted().toList());
        return new Refused(
                400,
                Refusal.of(
                        "not-json",
                        "请求体应为 JSON 对象,其成员均为不超过 " + LONGEST + " 字的文本: " + members,
                        "the body must be a JSON object of texts of at most " + LONGEST + " characters: " + members));
    }
}
