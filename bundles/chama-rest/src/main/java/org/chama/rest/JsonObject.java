package org.chama.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;

/**
 * The members of a JSON body that are given: texts and numbers as they are written, lists of them, objects of them; a null is as
 * good as absent. What is refused is named by its member, never by its value.
 */
final class JsonObject {

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    static JsonObject read(JsonFactory factory, byte[] body) throws IOException {
        try (JsonParser json = factory.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused("not-json", "请求体不是 JSON 对象", "the body is not a JSON object");
            }
            JsonObject object = new JsonObject(members(json));
            if (json.nextToken() != null) {
                throw refused("not-json", "JSON 对象之后还有内容", "something follows the JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? "?" : Integer.toString(at.getLineNr());
            String column = at == null ? "?" : Integer.toString(at.getColumnNr());
            throw refused(
                    "not-json",
                    "请求体不是有效的 JSON(第 " + line + " 行第 " + column + " 列),或超出长度、层数限制",
                    "the body is no valid JSON (line " + line + ", column " + column + "), or too long or deep");
        }
    }

    /** @throws Refused when a member has another name than these */
    JsonObject only(Set<String> names) {
        if (!names.containsAll(members.keySet())) {
            String known = String.join(", ", names.stream().sorted().toList());
            throw refused(
                    "unknown-member",
                    "请求体中有未知的成员;可用的成员: " + known,
                    "the body has an unknown member; known are " + known);
        }
        return this;
    }

    Optional<String> text(String name) {
        return as(name, String.class, "文本", "a text");
    }

    @SuppressWarnings("unchecked")
    List<String> texts(String name) {
        return as(name, List.class, "文本数组", "a list of texts").orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    Map<String, String> object(String name) {
        return as(name, Map.class, "值为文本或数字的对象", "an object of texts or numbers")
                .orElse(Map.of());
    }

    private <T> Optional<T> as(String name, Class<T> type, String zh, String en) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw refused("wrong-member", "成员 " + name + " 应为" + zh, "member " + name + " must be " + en);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static Map<String, Object> members(JsonParser json) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> members.put(name, texts(json));
                case START_ARRAY -> members.put(name, list(json));
                case VALUE_NULL -> members.remove(name);
                default -> members.put(name, json.getText());
            }
        }
        return members;
    }

    private static Map<String, String> texts(JsonParser json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            texts.put(name, scalar(json, json.nextToken()));
        }
        return texts;
    }

    private static List<String> list(JsonParser json) throws IOException {
        List<String> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(scalar(json, token));
        }
        return list;
    }

    private static String scalar(JsonParser json, JsonToken token) throws IOException {
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw refused("wrong-member", "对象或数组中只能是文本或数字", "objects and lists hold texts or numbers only");
        }
        return json.getText();
    }

    private static Refused refused(String code, String zh, String en) {
        return new Refused(400, Refusal.of(code, zh, en));
    }
}
