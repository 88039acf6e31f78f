package org.chama.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.MaskRule;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.SubjectKind;
import org.chama.api.dataset.WriteMode;

/** Datasets and rows of impossible persons. */
final class Sample {

    private Sample() {}

    static Item item(int number, String name, ItemType type, int length, int scale) {
        return new Item(number, name, "项" + number, type, length, scale, false, Optional.empty(), false);
    }

    static Item masked(int number, String name, ItemType type, int length) {
        return new Item(
                number, name, "项" + number, type, length, 0, false, Optional.of(new MaskRule("suppress", "")), false);
    }

    /** The items, those of these names encrypted, the others not. */
    static List<Item> encrypted(List<Item> items, String... names) {
        return items.stream()
                .map(item -> new Item(
                        item.number(),
                        item.name(),
                        item.title(),
                        item.type(),
                        item.length(),
                        item.scale(),
                        item.required(),
                        item.mask(),
                        List.of(names).contains(item.name())))
                .toList();
    }

    /** The next version of a dataset, with only the items of these names encrypted. */
    static Dataset next(Dataset dataset, String... encrypted) {
        return dataset(
                dataset.number(),
                dataset.version() + 1,
                encrypted(dataset.items(), encrypted),
                dataset.subjects(),
                dataset.writeMode(),
                dataset.key(),
                dataset.orderItem());
    }

    /** Two subjects, one of them with the key, every type once: what most tests use. */
    static List<Item> items() {
        return List.of(
                item(1, "certificate", ItemType.CHARACTER, 64, 0),
                item(2, "holder", ItemType.CHARACTER, 18, 0),
                item(3, "company", ItemType.CHARACTER, 18, 0),
                masked(4, "phone", ItemType.CHARACTER, 11),
                item(5, "remark", ItemType.MEMO, 0, 0),
                item(6, "amount", ItemType.NUMERIC, 30, 6),
                item(7, "price", ItemType.CURRENCY, 12, 2),
                item(8, "level", ItemType.INTEGER, 0, 0),
                item(9, "ratio", ItemType.DOUBLE, 0, 0),
                item(10, "born", ItemType.DATE, 0, 0),
                item(11, "updated", ItemType.DATETIME, 0, 0),
                item(12, "valid", ItemType.LOGICAL, 0, 0),
                masked(13, "issued", ItemType.DATE, 0));
    }

    static final List<Subject> SUBJECTS = List.of(
            new Subject(SubjectKind.NATURAL_PERSON, "holder"), new Subject(SubjectKind.ORGANISATION, "company"));

    static Dataset dataset(WriteMode mode, List<String> key, Optional<String> order) {
        return dataset(Base.number(), 1, items(), SUBJECTS, mode, key, order);
    }

    static Dataset dataset(
            int number,
            int version,
            List<Item> items,
            List<Subject> subjects,
            WriteMode mode,
            List<String> key,
            Optional<String> order) {
        return new Dataset(
                "sample-" + number,
                number,
                version,
                "306001/000001",
                "样例",
                "civil-affairs",
                subjects,
                subjects.isEmpty() ? "no persons" : "",
                items,
                key,
                order,
                mode,
                ShareType.CONDITIONAL,
                OpenType.UNCONDITIONAL,
                List.of(),
                Confidentiality.NONE);
    }

    /** A number, a text and a date; the number is the key. */
    static Dataset small(WriteMode mode, boolean keyed, boolean ordered) {
        return dataset(
                Base.number(),
                1,
                List.of(
                        item(1, "id", ItemType.INTEGER, 0, 0),
                        item(2, "word", ItemType.CHARACTER, 20, 0),
                        item(3, "day", ItemType.DATE, 0, 0)),
                List.of(),
                mode,
                keyed ? List.of("id") : List.of(),
                ordered ? Optional.of("day") : Optional.empty());
    }

    /** Rows at positions from {@code first}; a null is no value, a first value of "-" makes a DELETE of the row. */
    static Rows rows(long first, String[]... values) {
        int columns = values.length == 0 ? 1 : values[0].length;
        Rows.Builder rows = new Rows.Builder(columns, values.length, 64);
        long position = first;
        for (String[] row : values) {
            add(rows, position, Action.PUT, row);
            position++;
        }
        return rows.build();
    }

    static Rows deletion(long position, String... values) {
        Rows.Builder rows = new Rows.Builder(values.length, 1, 64);
        add(rows, position, Action.DELETE, values);
        return rows.build();
    }

    private static void add(Rows.Builder rows, long position, Action action, String... values) {
        rows.row(position, position + 1, action);
        for (String value : values) {
            if (value == null) {
                rows.addNull();
            } else {
                rows.add(value);
            }
        }
    }

    static String[] row(String... values) {
        return values;
    }

    /** The rows as lists of texts; null for no value. */
    static List<List<String>> texts(Rows rows) {
        List<List<String>> texts = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            List<String> text = new ArrayList<>();
            for (int column = 0; column < rows.columns(); column++) {
                text.add(rows.isNull(row, column) ? null : rows.text(row, column));
            }
            texts.add(text);
        }
        return texts;
    }
}
