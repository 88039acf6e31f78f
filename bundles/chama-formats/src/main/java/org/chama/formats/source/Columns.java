package org.chama.formats.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.WriteMode;

/** Which column a heading, key or element means: an item's name before any title. */
public final class Columns {

    /** Reserved heading and key of UPSERT datasets: PUT or DELETE. */
    public static final String ACTION_NAME = "_action";

    public static final int UNKNOWN = -1;
    public static final int ACTION = -2;

    private final List<Item> items;
    private final Map<String, Integer> places = new HashMap<>();
    private final boolean[] text;
    private final boolean upsert;

    public Columns(Dataset dataset) {
        items = dataset.items();
        upsert = dataset.writeMode() == WriteMode.UPSERT;
        text = new boolean[items.size()];
        for (int i = 0; i < text.length; i++) {
            Item item = items.get(i);
            text[i] = item.type() == ItemType.CHARACTER || item.type() == ItemType.MEMO;
            places.put(item.name(), i);
        }
        for (int i = 0; i < text.length; i++) {
            places.putIfAbsent(items.get(i).title(), i);
        }
        if (upsert) {
            places.put(ACTION_NAME, ACTION);
        }
    }

    /** A column, {@link #ACTION} or {@link #UNKNOWN}. */
    public int find(String name) {
        Integer place = places.get(name);
        return place == null ? UNKNOWN : place;
    }

    public int count() {
        return text.length;
    }

    public Item item(int column) {
        return items.get(column);
    }

    /** Whether an empty text of the column is a value; other types know only a missing one. */
    public boolean isText(int column) {
        return text[column];
    }

    public boolean isUpsert() {
        return upsert;
    }
}
