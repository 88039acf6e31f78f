package org.chama.benchmarks;

import java.util.List;
import java.util.Map;
import org.chama.generator.Column;
import org.chama.generator.Kind;

/** The person register: the generator's twelve columns as a dataset, and how each is written in SQL. */
final class Persons {

    static final String DEPARTMENT = "benchmark";

    /** The subject identifier: the open copy has no such column. */
    static final String SUBJECT = "citizen_id";

    private static final Map<String, String> TYPES = Map.of(
            "seq", "\"type\": \"I\"",
            "name", "\"type\": \"C\", \"length\": 50, \"required\": true",
            "citizen_id", "\"type\": \"C\", \"length\": 18, \"required\": true",
            "phone", "\"type\": \"C\", \"length\": 20",
            "landline", "\"type\": \"C\", \"length\": 20",
            "address", "\"type\": \"C\", \"length\": 200",
            "bank_card", "\"type\": \"C\", \"length\": 32",
            "email", "\"type\": \"C\", \"length\": 64",
            "plate", "\"type\": \"C\", \"length\": 16",
            "birth_date", "\"type\": \"D\"");

    private static final Map<String, String> OTHER_TYPES =
            Map.of("income", "\"type\": \"I\"", "update_time", "\"type\": \"T\"");

    private static final Map<String, String> MASKS = Map.of(
            "name", "name",
            "phone", "phone",
            "landline", "landline",
            "address", "address",
            "bank_card", "bank-card",
            "email", "email",
            "plate", "plate",
            "birth_date", "date-year");

    private Persons() {}

    /** Names of the columns, in their order. */
    static List<String> columns() {
        return Kind.PERSON.columns().stream().map(Column::name).toList();
    }

    /** Names of the open copy's columns. */
    static List<String> openColumns() {
        return columns().stream().filter(name -> !name.equals(SUBJECT)).toList();
    }

    /** Names of columns in the dataset tables: {@code i1, i2, ...}. */
    static String sqlNames(List<String> names) {
        return String.join(
                ", ",
                names.stream().map(name -> "i" + (columns().indexOf(name) + 1)).toList());
    }

    /** The declaration file of an append dataset without a record key. */
    static String declaration(String id, boolean open) {
        StringBuilder text = new StringBuilder(
                """
                {"id": "%s", "code": "306001/000001", "title": "人口登记信息", "department": "%s",
                 "confidentiality": "none", "subjects": [{"kind": "NATURAL_PERSON", "item": "%s"}],
                 "writeMode": "APPEND", "shareType": "CONDITIONAL", "openType": "%s",
                 "items": [
                """
                        .formatted(id, DEPARTMENT, SUBJECT, open ? "UNCONDITIONAL" : "WITHHELD"));
        List<Column> columns = Kind.PERSON.columns();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            String type = TYPES.getOrDefault(name, OTHER_TYPES.get(name));
            text.append("  {\"number\": %d, \"name\": \"%s\", \"title\": \"%s\", %s"
                    .formatted(i + 1, name, columns.get(i).title(), type));
            if (MASKS.containsKey(name)) {
                text.append(", \"mask\": \"").append(MASKS.get(name)).append('"');
            }
            text.append(i + 1 < columns.size() ? "},\n" : "}\n");
        }
        return text.append(" ]}\n").toString();
    }
}
