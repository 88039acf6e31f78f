package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.store.Sample.row;
import static org.chama.store.Sample.rows;
import static org.chama.store.Sample.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Page;
import org.chama.api.store.Query;
import org.chama.api.store.Zone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueryTest {

    private static final String ONE = "530000190001010001";
    private static final String TWO = "530001190001010002";

    private static void write(Base base, DatasetStore store, Dataset dataset, long arrival, Rows rows) {
        base.database().write(connection -> store.write(connection, dataset, arrival, rows));
    }

    private static Query subject(String subject, Optional<String> after, int limit) {
        return new Query(Map.of(), Optional.of(subject), List.of("certificate"), after, limit);
    }

    private static String[] person(String certificate, String holder, String company, String level, String born) {
        return row(certificate, holder, company, null, null, null, null, level, null, born, null, null, null);
    }

    private static void refused(String code, DatasetStore store, Zone zone, Dataset dataset, Query query) {
        assertThatThrownBy(() -> store.query(zone, dataset, query))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().code()).isEqualTo(code);
                    assertThat(e.refusal().text().zh()).isNotBlank();
                });
    }

    @ParameterizedTest
    @EnumSource
    void pagesThroughEveryRowOnceInAStableOrder(Base base) {
        DatasetStore store = base.store();
        for (WriteMode mode : WriteMode.values()) {
            Dataset dataset = Sample.small(mode, mode == WriteMode.UPSERT, false);
            store.prepare(dataset);
            List<String> expected = new ArrayList<>();
            for (int arrival = 1; arrival <= 3; arrival++) {
                String[][] some = new String[23][];
                for (int i = 0; i < some.length; i++) {
                    some[i] = row(String.valueOf(arrival * 100 + i), null, null);
                }
                write(base, store, dataset, arrival, rows(10, some));
                if (mode == WriteMode.SNAPSHOT) {
                    int now = arrival;
                    base.database().write(connection -> store.flip(connection, Zone.SHARE, dataset, now));
                    expected.clear();
                }
                for (String[] one : some) {
                    expected.add(one[0]);
                }
            }
            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.empty();
            int pages = 0;
            do {
                Page page = store.query(Zone.SHARE, dataset, Query.page(next, 23));
                texts(page.rows()).forEach(r -> found.add(r.get(0)));
                next = page.next();
                pages++;
            } while (next.isPresent());

            assertThat(found).containsExactlyElementsOf(expected);
            assertThat(pages).isEqualTo(expected.size() / 23);
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAPageOfLongRowsBeforeItIsTooLargeAndGoesOnBehindIt(Base base) {
        DatasetStore store = base.store();
        for (WriteMode mode : List.of(WriteMode.APPEND, WriteMode.UPSERT)) {
            Dataset dataset = Sample.dataset(
                    mode, mode == WriteMode.UPSERT ? List.of("certificate") : List.of(), Optional.empty());
            store.prepare(dataset);
            String remark = "长".repeat(200_000);
            String[][] some = new String[20][];
            for (int i = 0; i < some.length; i++) {
                some[i] = row("c" + i, null, null, null, remark, null, null, null, null, null, null, null, null);
            }
            write(base, store, dataset, 1, rows(1, some));

            List<String> found = new ArrayList<>();
            Optional<String> next = Optional.empty();
            do {
                Page page = store.query(Zone.SHARE, dataset, Query.page(next, 100));
                assertThat(page.rows().count()).isBetween(1, 8);
                texts(page.rows()).forEach(r -> found.add(r.get(0)));
                next = page.next();
            } while (next.isPresent());
            assertThat(found).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsASubjectInAnySubjectItem(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(WriteMode.APPEND, List.of(), Optional.empty());
        store.prepare(dataset);
        write(
                base,
                store,
                dataset,
                1,
                rows(
                        1,
                        person("a", ONE, TWO, null, null),
                        person("b", TWO, ONE, null, null),
                        person("c", TWO, TWO, null, null),
                        person("d", ONE, ONE, null, null),
                        person("e", null, null, null, null),
                        person("f", null, ONE, null, null)));

        assertThat(texts(store.query(Zone.SHARE, dataset, subject(ONE, Optional.empty(), 10))
                        .rows()))
                .containsExactly(List.of("a"), List.of("b"), List.of("d"), List.of("f"));
        Page first = store.query(Zone.SHARE, dataset, subject(ONE, Optional.empty(), 3));
        assertThat(texts(first.rows())).containsExactly(List.of("a"), List.of("b"), List.of("d"));
        Page second = store.query(Zone.SHARE, dataset, subject(ONE, first.next(), 3));
        assertThat(texts(second.rows())).containsExactly(List.of("f"));
        assertThat(second.next()).isEmpty();
        assertThat(store.query(Zone.SHARE, dataset, subject("' or '1'='1", Optional.empty(), 10))
                        .rows()
                        .count())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void findsByAnyItemsOfTheKey(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(WriteMode.UPSERT, List.of("level", "born"), Optional.empty());
        store.prepare(dataset);
        write(
                base,
                store,
                dataset,
                1,
                rows(
                        1,
                        person("a", ONE, null, "1", "1900-01-01"),
                        person("b", ONE, null, "1", "1900-01-02"),
                        person("c", TWO, null, "2", "1900-01-01")));

        assertThat(names(store, dataset, Map.of("level", "1", "born", "19000102"), Optional.empty()))
                .containsExactly("b");
        assertThat(names(store, dataset, Map.of("level", "1"), Optional.empty()))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(names(store, dataset, Map.of("born", "1900-01-01"), Optional.of(TWO)))
                .containsExactly("c");
        refused("query-value", store, Zone.SHARE, dataset, keys(Map.of("level", "one"), Optional.empty()));
        refused("query-key", store, Zone.SHARE, dataset, keys(Map.of("certificate", "a"), Optional.empty()));
    }

    private static Query keys(Map<String, String> key, Optional<String> subject) {
        return new Query(key, subject, List.of("certificate"), Optional.empty(), 10);
    }

    private static List<String> names(
            DatasetStore store, Dataset dataset, Map<String, String> key, Optional<String> subject) {
        return texts(store.query(Zone.SHARE, dataset, keys(key, subject)).rows()).stream()
                .map(r -> r.get(0))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatTheTableCannotAnswer(Base base) {
        DatasetStore store = base.store();
        Dataset dataset = Sample.dataset(WriteMode.APPEND, List.of("phone"), Optional.empty());
        Dataset without = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(dataset);
        store.prepare(without);

        refused("query-limit", store, Zone.SHARE, dataset, Query.page(Optional.empty(), 0));
        refused("query-limit", store, Zone.SHARE, dataset, Query.page(Optional.empty(), 10_001));
        refused("query-item", store, Zone.SHARE, dataset, items("i1"));
        refused("query-item", store, Zone.SHARE, dataset, items("certificate; drop table share.d1"));
        refused("query-item", store, Zone.OPEN, dataset, items("holder"));
        refused("query-subject", store, Zone.OPEN, dataset, subject(ONE, Optional.empty(), 1));
        refused(
                "query-subject",
                store,
                Zone.SHARE,
                without,
                new Query(Map.of(), Optional.of(ONE), List.of(), Optional.empty(), 1));
        // a masked item of the key cannot be asked for: that would tell what the mask hides
        refused("query-key", store, Zone.OPEN, dataset, keys(Map.of("phone", "13800000000"), Optional.empty()));
    }

    private static Query items(String... names) {
        return new Query(Map.of(), Optional.empty(), List.of(names), Optional.empty(), 1);
    }

    @ParameterizedTest
    @EnumSource
    void refusesTokensOfAnotherDatasetOrZoneAndOnesThatAreNone(Base base) {
        DatasetStore store = base.store();
        Dataset one = Sample.small(WriteMode.APPEND, false, false);
        Dataset other = Sample.small(WriteMode.APPEND, false, false);
        store.prepare(one);
        store.prepare(other);
        write(base, store, one, 1, rows(1, row("1", null, null), row("2", null, null)));
        Optional<String> token =
                store.query(Zone.SHARE, one, Query.page(Optional.empty(), 1)).next();
        assertThat(token).isPresent();

        refused("page-token", store, Zone.SHARE, other, Query.page(token, 1));
        refused("page-token", store, Zone.OPEN, one, Query.page(token, 1));
        refused("page-token", store, Zone.SHARE, one, Query.page(Optional.of(""), 1));
        refused("page-token", store, Zone.SHARE, one, Query.page(Optional.of("%%%"), 1));
        refused("page-token", store, Zone.SHARE, one, Query.page(token.map(t -> t + "AAAA"), 1));
    }
}
