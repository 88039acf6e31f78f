package org.chama.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** Datasets of impossible persons and words, each with a number no other test has. */
final class Sample {

    private static final AtomicInteger NUMBERS = new AtomicInteger(1);
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private final int number = NUMBERS.getAndIncrement();
    private final List<Item> items = new ArrayList<>();
    private final List<Subject> subjects = new ArrayList<>();
    private String id = "sample-" + number;
    private int version = 1;
    private String department = "civil-affairs";
    private WriteMode mode = WriteMode.APPEND;
    private List<String> key = List.of();
    private Optional<String> order = Optional.empty();
    private OpenType open = OpenType.WITHHELD;
    private List<String> checks = List.of();

    private Sample() {}

    /** A number, a word and a time. */
    static Sample words() {
        return new Sample()
                .item("seq", ItemType.INTEGER, 0, true)
                .item("word", ItemType.CHARACTER, 60, false)
                .item("at", ItemType.DATETIME, 0, false);
    }

    /** A natural person's identifier and a name. */
    static Sample persons() {
        Sample sample =
                new Sample().item("citizen", ItemType.CHARACTER, 18, true).item("name", ItemType.CHARACTER, 60, false);
        sample.subjects.add(new Subject(SubjectKind.NATURAL_PERSON, "citizen"));
        return sample;
    }

    /** Declares a subject, whether there is an item of that name or not. */
    Sample subject(String item) {
        subjects.add(new Subject(SubjectKind.NATURAL_PERSON, item));
        return this;
    }

    Sample item(String name, ItemType type, int length, boolean required) {
        items.add(new Item(
                items.size() + 1, name, "项" + (items.size() + 1), type, length, 0, required, Optional.empty(), false));
        return this;
    }

    Sample id(String newId) {
        id = newId;
        return this;
    }

    Sample version(int newVersion) {
        version = newVersion;
        return this;
    }

    Sample in(String newDepartment) {
        department = newDepartment;
        return this;
    }

    Sample mode(WriteMode newMode, String... newKey) {
        mode = newMode;
        key = List.of(newKey);
        return this;
    }

    Sample order(String item) {
        order = Optional.of(item);
        return this;
    }

    /** Keeps an open copy in which an item is masked by this rule. */
    Sample open(String item, String rule) {
        open = OpenType.UNCONDITIONAL;
        items.replaceAll(each -> each.name().equals(item)
                ? new Item(
                        each.number(),
                        each.name(),
                        each.title(),
                        each.type(),
                        each.length(),
                        each.scale(),
                        each.required(),
                        Optional.of(MaskRule.parse(rule)),
                        false)
                : each);
        return this;
    }

    /** Encrypts an item at rest. */
    Sample encrypted(String item) {
        items.replaceAll(each -> each.name().equals(item)
                ? new Item(
                        each.number(),
                        each.name(),
                        each.title(),
                        each.type(),
                        each.length(),
                        each.scale(),
                        each.required(),
                        each.mask(),
                        true)
                : each);
        return this;
    }

    Sample checks(String... names) {
        checks = List.of(names);
        return this;
    }

    Dataset dataset() {
        return new Dataset(
                id,
                number,
                version,
                "306001/000001",
                "样例",
                department,
                subjects,
                subjects.isEmpty() ? "no persons" : "",
                items,
                key,
                order,
                mode,
                ShareType.CONDITIONAL,
                open,
                checks,
                Confidentiality.NONE);
    }

    /** A citizen ID that was never given: a division of Yunnan that does not exist, born in 1900. */
    static String citizen(int nth) {
        String body = "5300" + "%02d".formatted(nth / 1000 % 100) + "19000101" + "%03d".formatted(nth % 1000);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (body.charAt(i) - '0') * WEIGHTS[i];
        }
        return body + "10X98765432".charAt(sum % 11);
    }

    /** A CSV of words with so many rows, numbered from {@code first}. */
    static String csv(int first, int count) {
        return csv(first, count, nth -> nth + ",word-" + nth + ",2026-01-01 00:00:00");
    }

    static String csv(int first, int count, IntFunction<String> row) {
        return IntStream.range(first, first + count)
                .mapToObj(row)
                .collect(Collectors.joining("\n", "seq,word,at\n", "\n"));
    }

    /** A CSV of words: each line as given below the heading. */
    static String rows(String... lines) {
        return "seq,word,at\n" + String.join("\n", lines) + "\n";
    }
}
