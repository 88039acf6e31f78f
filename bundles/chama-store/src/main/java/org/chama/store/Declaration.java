package org.chama.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.MaskRule;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.WriteMode;

/** What a declaration file says of a dataset; parts that may be left out are null until {@link DeclarationRules} has seen them. */
record Declaration(
        String id,
        String code,
        String title,
        String department,
        List<Subject> subjects,
        String noSubjectReason,
        WriteMode writeMode,
        ShareType shareType,
        OpenType openType,
        List<String> key,
        String orderItem,
        List<String> checks,
        String confidentiality,
        List<DeclaredItem> items) {

    /** An item as declared: its type by the letter of the catalogue guide, its mask as {@code policy} or {@code policy:arguments}. */
    record DeclaredItem(
            int number,
            String name,
            String title,
            String type,
            int length,
            int scale,
            boolean required,
            String mask,
            boolean encrypted) {}

    /** The only level of secrecy that is taken. */
    static final String NOT_SECRET = "none";

    private static final int MOST_BYTES = 256 * 1024;
    private static final int DEEPEST = 16;

    private static final JsonMapper JSON = mapper();

    Declaration {
        subjects = subjects == null ? List.of() : subjects.stream().toList();
        noSubjectReason = noSubjectReason == null ? "" : noSubjectReason;
        key = key == null ? List.of() : key.stream().toList();
        checks = checks == null ? List.of() : checks.stream().toList();
        items = items == null ? List.of() : items.stream().toList();
    }

    /**
     * Reads a declaration and holds it against every rule.
     *
     * @throws RefusedException with the place and the reason
     */
    static Declaration read(byte[] file) {
        if (file.length > MOST_BYTES) {
            throw refused("声明文件超过 256 KiB。", "The declaration is larger than 256 KiB.");
        }
        Declaration declaration;
        try {
            declaration = JSON.readValue(file, Declaration.class);
        } catch (UnrecognizedPropertyException e) {
            throw refused(
                    zh(e) + "未知的属性“" + e.getPropertyName() + "”。",
                    en(e) + "unknown property \"" + e.getPropertyName() + "\".");
        } catch (JsonMappingException e) {
            String path = path(e);
            throw refused(
                    zh(e) + "“" + path + "”的值不是允许的形式。",
                    en(e) + "the value of \"" + path + "\" is not of an allowed form.");
        } catch (JsonProcessingException e) {
            throw refused(zh(e) + "不是正确的 JSON。", en(e) + "not well-formed JSON.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (declaration == null) {
            throw refused("声明文件是空的。", "The declaration is empty.");
        }
        DeclarationRules.check(declaration);
        return declaration;
    }

    /** Reads back what {@link #definition()} wrote; what was written before levels were declared is not secret. */
    static Declaration stored(String definition) {
        try {
            Declaration declaration = JSON.readValue(definition, Declaration.class);
            return declaration.confidentiality == null ? declaration.notSecret() : declaration;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Declaration notSecret() {
        return new Declaration(
                id,
                code,
                title,
                department,
                subjects,
                noSubjectReason,
                writeMode,
                shareType,
                openType,
                key,
                orderItem,
                checks,
                NOT_SECRET,
                items);
    }

    /** The declaration as one line of JSON: equal declarations have equal ones. */
    String definition() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Dataset dataset(int number, int version) {
        return new Dataset(
                id,
                number,
                version,
                code,
                title,
                department,
                subjects,
                noSubjectReason,
                items.stream().map(Declaration::item).toList(),
                key,
                Optional.ofNullable(orderItem),
                writeMode,
                shareType,
                openType,
                checks,
                Confidentiality.NONE);
    }

    private static Item item(DeclaredItem item) {
        return new Item(
                item.number,
                item.name,
                item.title,
                ItemType.of(item.type.charAt(0)),
                item.length,
                item.scale,
                item.required,
                Optional.ofNullable(item.mask).map(MaskRule::parse),
                item.encrypted);
    }

    static RefusedException refused(String zh, String en) {
        return new RefusedException("dataset-declaration", zh, en);
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String zh(JacksonException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : "第 " + at.getLineNr() + " 行第 " + at.getColumnNr() + " 列：";
    }

    private static String en(JacksonException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : "Line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
    }

    private static JsonMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }
}
