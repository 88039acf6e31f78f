package org.chama.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Page;
import org.chama.api.store.Query;

/** A checked query of one table. */
final class Selection {

    private static final int MOST = 10_000;

    private final Shape shape;
    private final Seal seal;
    private final List<Column> wanted;
    private final Walk walk;
    private final Optional<Place> after;
    private final int limit;

    /** @throws RefusedException as {@link org.chama.api.store.Store#query} says */
    Selection(Shape shape, Seal seal, Query query) {
        this.shape = shape;
        this.seal = seal;
        this.limit = limit(query.limit());
        this.wanted = wanted(shape, query.items());
        this.after = query.after().map(token -> Place.of(token, shape));
        this.walk = new Walk(shape, seal, wanted, keys(query.key()), subjects(query.subject()));
    }

    /** Reads the page; the generation of a SNAPSHOT is that of the first page. */
    Page page(Connection connection) throws SQLException {
        Optional<Place> from = after;
        if (shape.mode() == WriteMode.SNAPSHOT && from.isEmpty()) {
            from = Generations.visible(connection, shape.zone(), shape.dataset().number())
                    .map(Place::start);
            if (from.isEmpty()) {
                return page(new Rows.Builder(wanted.size(), 0, 0).build(), Optional.empty());
            }
        }
        Walk.Part part = walk.next(connection, from, limit);
        // asked after reading: rows go only after their generation is off the list
        if (shape.mode() == WriteMode.SNAPSHOT
                && !Generations.kept(
                        connection,
                        shape.zone(),
                        shape.dataset().number(),
                        from.get().first())) {
            throw new RefusedException(
                    "page-expired",
                    "翻页所依据的那一版数据已被清理，请从第一页重新开始。",
                    "The generation this page token belongs to is gone; begin again with the first page.");
        }
        return page(part.rows(), part.more() ? part.last().map(place -> place.token(shape)) : Optional.empty());
    }

    private Page page(Rows rows, Optional<String> next) {
        return new Page(wanted.stream().map(Column::item).toList(), rows, next);
    }

    private static int limit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new RefusedException(
                    "query-limit", "每页条数须在 1 到 10000 之间。", "The limit of a page must be between 1 and 10,000.");
        }
        return limit;
    }

    private static List<Column> wanted(Shape shape, List<String> names) {
        if (names.isEmpty()) {
            return shape.columns();
        }
        List<Column> wanted = new ArrayList<>();
        for (String name : names) {
            Column column = find(shape.columns(), name)
                    .orElseThrow(() -> new RefusedException(
                            "query-item",
                            "数据集 " + shape.dataset().id() + " 没有可查询的信息项“" + shown(name) + "”。",
                            "The dataset " + shape.dataset().id() + " has no item \"" + shown(name) + "\" here."));
            if (!wanted.contains(column)) {
                wanted.add(column);
            }
        }
        return wanted;
    }

    private List<Walk.Condition> keys(Map<String, String> key) {
        List<Walk.Condition> conditions = new ArrayList<>();
        key.forEach((name, value) -> {
            Column column = find(shape.key(), name)
                    .orElseThrow(() -> new RefusedException(
                            "query-key",
                            "“" + shown(name) + "”不是数据集 " + shape.dataset().id() + " 可查询的主键项。",
                            "\"" + shown(name) + "\" is no item of the record key of "
                                    + shape.dataset().id() + " here."));
            conditions.add(condition(column, value));
        });
        return conditions;
    }

    private List<Walk.Condition> subjects(Optional<String> subject) {
        if (subject.isEmpty()) {
            return List.of();
        }
        if (shape.subjects().isEmpty()) {
            throw new RefusedException(
                    "query-subject",
                    "数据集 " + shape.dataset().id() + " 不能按主体标识查询。",
                    "The dataset " + shape.dataset().id() + " cannot be asked by subject here.");
        }
        return shape.subjects().stream()
                .map(column -> condition(column, subject.get()))
                .toList();
    }

    private Walk.Condition condition(Column column, String value) {
        Object parameter = parameter(column, value);
        return new Walk.Condition(
                column.sought(), column.byBlind() ? seal.blind(column, Cells.canonical(column, parameter)) : parameter);
    }

    private static Object parameter(Column column, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        try {
            if (value.indexOf('\0') >= 0) {
                throw new NotOfType();
            }
            return Cells.parameter(column, bytes, 0, bytes.length);
        } catch (NotOfType e) {
            throw new RefusedException(
                    "query-value",
                    "信息项“" + column.item().title() + "”的查询值不符合其数据类型。",
                    "The value asked for is not of the type of item "
                            + column.item().name() + ".");
        }
    }

    private static Optional<Column> find(List<Column> columns, String name) {
        return columns.stream().filter(c -> c.item().name().equals(name)).findFirst();
    }

    /** A name a stranger gave, short and harmless enough to be repeated. */
    private static String shown(String name) {
        String plain = name.replaceAll("[^a-z0-9_]", "?");
        return plain.length() > 63 ? plain.substring(0, 63) : plain;
    }
}
