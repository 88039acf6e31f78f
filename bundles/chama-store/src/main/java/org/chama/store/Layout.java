package org.chama.store;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;

/**
 * In which form the share zone's table holds each item, whatever the version of a dataset that reads or writes it.
 *
 * @param version of the dataset that decided it; 0 for none yet
 * @param revision rises with every change
 * @param forms by item number; items not there are plain
 */
record Layout(int version, int revision, Map<Integer, Form> forms) {

    /** Of tables without encrypted items, and of the open zone. */
    static final Layout NONE = new Layout(0, 0, Map.of());

    Layout {
        forms = Map.copyOf(forms);
    }

    static Layout parse(int version, int revision, String text) {
        Map<Integer, Form> forms = new TreeMap<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
            int colon = part.indexOf(':');
            forms.put(Integer.valueOf(part.substring(0, colon)), Form.valueOf(part.substring(colon + 1)));
        }
        return new Layout(version, revision, forms);
    }

    String text() {
        return new TreeMap<>(forms)
                .entrySet().stream().map(e -> e.getKey() + ":" + e.getValue()).collect(Collectors.joining(","));
    }

    Form form(Item item) {
        return forms.getOrDefault(item.number(), Form.PLAIN);
    }

    Layout with(Item item, Form form) {
        Map<Integer, Form> more = new TreeMap<>(forms);
        if (form == Form.PLAIN) {
            more.remove(item.number());
        } else {
            more.put(item.number(), form);
        }
        return new Layout(version, revision, more);
    }

    /** This layout after every row has been seen to. */
    Layout next(Dataset dataset) {
        Layout next = this;
        for (Item item : dataset.items()) {
            next = next.with(item, form(item).next());
        }
        return next;
    }

    /** The layout that follows {@code former}, by this dataset version. */
    Layout after(Layout former, int decided) {
        return new Layout(decided, forms.equals(former.forms) ? former.revision : former.revision + 1, forms);
    }

    boolean encrypts() {
        return forms.values().stream().anyMatch(Form::hasCipher);
    }
}
