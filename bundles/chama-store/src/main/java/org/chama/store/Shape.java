package org.chama.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Zone;

/** The table of one dataset version in one zone: its names and columns. Immutable. */
final class Shape {

    private final Zone zone;
    private final Dataset dataset;
    private final List<Column> columns;
    private final List<Column> key;
    private final List<Slot> slots;

    /** @param layout of the share zone's table; the open zone has none */
    Shape(Zone zone, Dataset dataset, Layout layout) {
        this.zone = zone;
        this.dataset = dataset;
        this.columns = zone == Zone.SHARE
                ? dataset.items().stream()
                        .map(item -> Column.share(item, layout.form(item), isIndexed(dataset, item)))
                        .toList()
                : dataset.openItems().stream().map(Column::open).toList();
        this.key = key(zone, dataset, columns);
        this.slots = slots(columns);
    }

    /** Whether records are looked for by the value of this item. */
    static boolean isIndexed(Dataset dataset, Item item) {
        return dataset.isSubject(item) || dataset.key().contains(item.name());
    }

    private static List<Slot> slots(List<Column> columns) {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            slots.add(new Slot(column, i, column.form().writesCipher() ? Slot.Part.CIPHER : Slot.Part.PLAIN));
            if (column.hasBlind()) {
                slots.add(new Slot(column, i, Slot.Part.BLIND));
            }
        }
        return List.copyOf(slots);
    }

    private static List<Column> key(Zone zone, Dataset dataset, List<Column> columns) {
        List<Column> key = new ArrayList<>();
        for (String name : dataset.key()) {
            for (Column column : columns) {
                if (column.item().name().equals(name)
                        && (zone == Zone.SHARE || column.item().mask().isEmpty())) {
                    key.add(column);
                }
            }
        }
        return List.copyOf(key);
    }

    Zone zone() {
        return zone;
    }

    Dataset dataset() {
        return dataset;
    }

    WriteMode mode() {
        return dataset.writeMode();
    }

    boolean upsert() {
        return mode() == WriteMode.UPSERT;
    }

    /** Whether writing looks for rows of the same record key. */
    boolean keyed() {
        return zone == Zone.SHARE && !key.isEmpty() && mode() != WriteMode.SNAPSHOT;
    }

    /** In the order of the rows that are written and read. */
    List<Column> columns() {
        return columns;
    }

    /** The columns of the table that are written: of tables without encrypted items one each. */
    List<Slot> slots() {
        return slots;
    }

    /** The columns that are emptied when a row is written anew: what they held is in another one now. */
    List<String> emptied() {
        return columns.stream()
                .filter(c -> c.form().hasCipher() && c.form().hasPlain())
                .map(c -> c.form().writesCipher() ? c.name() : c.cipher())
                .toList();
    }

    /** The slots that are not what the record key is compared by. */
    List<Slot> valueSlots() {
        return slots.stream()
                .filter(slot -> !isKey(slot.column())
                        || !slot.name().equals(slot.column().sought()))
                .toList();
    }

    /** Whether values are written that are not plain. */
    boolean sealed() {
        return slots.stream().anyMatch(slot -> slot.part() != Slot.Part.PLAIN);
    }

    /** The columns whose stored values may be ciphertexts. */
    List<Column> ciphered() {
        return columns.stream().filter(c -> c.form().hasCipher()).toList();
    }

    /** The columns of the record key that can be asked for in this zone. */
    List<Column> key() {
        return key;
    }

    /** Whether every item of the record key can be asked for in this zone. */
    boolean hasWholeKey() {
        return !key.isEmpty() && key.size() == dataset.key().size();
    }

    /** The columns with identifiers of subjects; none in the open zone. */
    List<Column> subjects() {
        return columns.stream().filter(c -> dataset.isSubject(c.item())).toList();
    }

    boolean isKey(Column column) {
        return dataset.key().contains(column.item().name());
    }

    boolean isOrder(Column column) {
        return dataset.orderItem().filter(column.item().name()::equals).isPresent();
    }

    /** The column that orders versions of a record, or empty when arrival and position do. */
    List<Column> order() {
        return columns.stream().filter(this::isOrder).toList();
    }

    /** Name without schema. */
    String simpleName() {
        return "d" + dataset.number();
    }

    String table() {
        return zone.schema() + "." + simpleName();
    }

    static String join(List<Column> columns, Function<Column, String> each) {
        return columns.stream().map(each).collect(Collectors.joining(", "));
    }

    /** What is selected to read these columns, each with the prefix: one of each, of those in two forms the ciphertext first. */
    static String selected(List<Column> columns, String prefix) {
        return join(
                columns,
                c -> (c.form().hasCipher() ? prefix + c.cipher() : "")
                        + (c.form().hasCipher() && c.form().hasPlain() ? ", " : "")
                        + (c.form().hasPlain() ? prefix + c.name() : ""));
    }

    /** The columns that stand for these in keys, each with the prefix. */
    static String sought(List<Column> columns, String prefix) {
        return join(columns, c -> prefix + c.sought());
    }

    /** {@code i1, i2, i3_c}: the columns that are written, each with the prefix. */
    static String names(List<Slot> slots, String prefix) {
        return slots.stream().map(slot -> prefix + slot.name()).collect(Collectors.joining(", "));
    }

    /** Whether the row {@code newer} is of a greater version than {@code older}; no order value is the smallest. */
    String greater(String newer, String older) {
        String places =
                "(" + newer + ".arrival, " + newer + ".position) > (" + older + ".arrival, " + older + ".position)";
        if (order().isEmpty()) {
            return places;
        }
        String a = newer + "." + order().get(0).name();
        String b = older + "." + order().get(0).name();
        return "(" + a + " > " + b + " or " + a + " is not null and " + b + " is null or " + a
                + " is not distinct from " + b + " and " + places + ")";
    }
}
