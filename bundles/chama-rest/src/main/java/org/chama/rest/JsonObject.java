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
        only(members, names);
        return this;
    }

    private static <T> Map<String, T> only(Map<String, T> members, Set<String> names) {
        if (!names.containsAll(members.keySet())) {
            String known = String.join(", ", names.stream().sorted().toList());
            throw refused(
                    "unknown-member",
                    "请求体中有未知的成员;可用的成员: " + known,
                    "the body has an unknown member; known are " + known);
        }
        return members;
    }

    /** Whether it was given at all, as null too. */
    boolean has(String name) {
        return members.containsKey(name);
    }

    Optional<String> text(String name) {
        return as(name, String.class, "文本", "a text");
    }

    List<String> texts(String name) {
        return list(name, String.class, "文本数组", "a list of texts");
    }

    /** Objects of texts or numbers, each with no members but these. */
    List<Map<String, String>> objects(String name, Set<String> known) {
        List<Map<String, String>> objects = new ArrayList<>();
        for (Map<?, ?> given : list(name, Map.class, "对象数组", "a list of objects")) {
            Map<String, String> object = new LinkedHashMap<>();
            given.forEach((member, value) -> object.put((String) member, (String) value));
            objects.add(only(object, known));
        }
        return objects;
    }

    /** A truth value; true when absent and so wished. */
    boolean flag(String name, boolean absent) {
        return switch (text(name).orElse(Boolean.toString(absent))) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw refused(
                        "wrong-member", "成员 " + name + " 应为 true 或 false", "member " + name + " must be true or false");
        };
    }

    /** @throws Refused when it is not given */
    String needed(String name) {
        return text(name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> refused("missing-member", "缺少成员 " + name, "member " + name + " is missing"));
    }

    private <T> List<T> list(String name, Class<T> type, String zh, String en) {
        List<T> list = new ArrayList<>();
        for (Object element : as(name, List.class, zh, en).orElse(List.of())) {
            if (!type.isInstance(element)) {
                throw wrong(name, zh, en);
            }
            list.add(type.cast(element));
        }
        return list;
    }

    @SuppressWarnings("unchecked")
    Map<String, String> object(String name) {
        return as(name, Map.class, "值为文本或数字的对象", "an object of texts or numbers")
                .orElse(Map.of());
    }

    private <T> Optional<T> as(String name, Class<T> type, String zh, String en) {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw wrong(name, zh, en);
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static Refused wrong(String name, String zh, String en) {
        return refused("wrong-member", "成员 " + name + " 应为" + zh, "member " + name + " must be " + en);
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

    private static List<Object> list(JsonParser json) throws IOException {
        List<Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(token == JsonToken.START_OBJECT ? texts(json) : scalar(json, token));
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
