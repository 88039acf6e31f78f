package org.chama.api.dataset;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of a catalogue entry (信息资源) that has a table.
 *
 * @param id short id {@code [a-z][a-z0-9-]{1,47}}, unique in the province, never reused
 * @param number names its tables; permanent
 * @param version counts from 1; an arrival pins the version it was claimed under
 * @param code official code, {@code 307001/000001}
 * @param title name in Chinese
 * @param department short id of the providing department
 * @param subjects whose identifiers a record carries; empty only with a reason
 * @param noSubjectReason why no subject is declared; empty when there are some
 * @param items in the order files and rows have them
 * @param key names of the items that make the record key; may be empty for APPEND and SNAPSHOT
 * @param orderItem item whose value orders versions of a record (UPSERT only)
 * @param checks names of further checks, beside types, required values and subject identifiers
 * @param confidentiality the level its provider declared; the platform takes only {@link Confidentiality#NONE} (Article 2)
 */
public record Dataset(
        String id,
        int number,
        int version,
        String code,
        String title,
        String department,
        List<Subject> subjects,
        String noSubjectReason,
        List<Item> items,
        List<String> key,
        Optional<String> orderItem,
        WriteMode writeMode,
        ShareType shareType,
        OpenType openType,
        List<String> checks,
        Confidentiality confidentiality) {

    public Dataset {
        Objects.requireNonNull(id);
        Objects.requireNonNull(orderItem);
        Objects.requireNonNull(confidentiality);
        subjects = List.copyOf(subjects);
        items = List.copyOf(items);
        key = List.copyOf(key);
        checks = List.copyOf(checks);
    }

    /** The item of this name. */
    public Optional<Item> item(String name) {
        return items.stream().filter(item -> item.name().equals(name)).findFirst();
    }

    /** Place of the item of this name in {@link #items()}, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the item holds the identifier of a subject: such an item never reaches the open zone. */
    public boolean isSubject(Item item) {
        return subjects.stream().anyMatch(subject -> subject.item().equals(item.name()));
    }

    /** Whether an open copy is kept. */
    public boolean isOpen() {
        return openType == OpenType.UNCONDITIONAL;
    }

    /** The items of the open copy: all but the subject identifiers. */
    public List<Item> openItems() {
        return items.stream().filter(item -> !isSubject(item)).toList();
    }
}
