package org.chama.hub.take;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.SubjectKind;
import org.chama.codes.CitizenId;
import org.chama.codes.CreditCode;
import org.chama.codes.SecrecyMark;
import org.chama.formats.Values;
import org.chama.hub.Quarantine;
import org.chama.hub.Secrecy;

/**
 * What a dataset's declaration demands of every record (Articles 11 and 12): required values, types, lengths, and a right subject
 * identifier wherever there is one. A small x at the end of a citizen ID is written as X. The first finding of a record counts.
 */
final class ContentCheck {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private final Dataset dataset;
    private final Item[] items;
    private final boolean[] required;
    private final boolean[] key;
    private final SubjectKind[] subjects;

    ContentCheck(Dataset dataset) {
        this.dataset = dataset;
        this.items = dataset.items().toArray(Item[]::new);
        this.required = new boolean[items.length];
        this.key = new boolean[items.length];
        this.subjects = new SubjectKind[items.length];
        for (int i = 0; i < items.length; i++) {
            key[i] = dataset.key().contains(items[i].name());
            required[i] = items[i].required() || key[i];
        }
        for (Subject subject : dataset.subjects()) {
            subjects[dataset.indexOf(subject.item())] = subject.kind();
        }
    }

    Dataset dataset() {
        return dataset;
    }

    /** Judges all rows. @return the rejected ones, whose findings are added to {@code rejected} */
    BitSet check(Rows rows, List<Quarantine.Entry> rejected) {
        BitSet out = secret(rows, rejected);
        long today = LocalDate.now(SHANGHAI).toEpochDay();
        byte[] data = rows.data();
        for (int row = out.nextClearBit(0); row < rows.count(); row = out.nextClearBit(row + 1)) {
            boolean delete = rows.action(row) == Action.DELETE;
            for (int column = 0; column < items.length; column++) {
                int length = rows.length(row, column);
                Refusal finding = length <= 0
                        ? missing(column, delete)
                        : value(column, data, rows.start(row, column), length, today);
                if (finding != null) {
                    out.set(row);
                    rejected.add(Checking.entry(rows, row, column, items[column].name(), finding));
                    break;
                }
            }
        }
        return out;
    }

    /** The records that hold a mark of state secrecy; what they say is kept nowhere. */
    private BitSet secret(Rows rows, List<Quarantine.Entry> rejected) {
        BitSet out = new BitSet(rows.count());
        byte[] data = rows.data();
        if (SecrecyMark.find(data, 0, data.length) < 0) {
            return out;
        }
        for (int row = 0; row < rows.count(); row++) {
            for (int column = 0; column < items.length && !out.get(row); column++) {
                int length = rows.length(row, column);
                if (length > 0 && SecrecyMark.find(data, rows.start(row, column), length) >= 0) {
                    Item item = items[column];
                    out.set(row);
                    rejected.add(new Quarantine.Entry(
                            rows.position(row),
                            rows.line(row),
                            "check",
                            item.name(),
                            Secrecy.marked("「" + item.title() + "」", item.name()),
                            new byte[0]));
                }
            }
        }
        return out;
    }

    private Refusal missing(int column, boolean delete) {
        return required[column] && (!delete || key[column])
                ? say(column, "required", "缺少必填值", "a required value is missing")
                : null;
    }

    private Refusal value(int column, byte[] data, int offset, int length, long today) {
        Item item = items[column];
        if (subjects[column] != null) {
            return subject(column, data, offset, length, today);
        }
        return switch (item.type()) {
            case CHARACTER ->
                item.length() > 0 && length > item.length() && Values.codePoints(data, offset, length) > item.length()
                        ? say(
                                column,
                                "too-long",
                                "超过 " + item.length() + " 个字符",
                                "longer than " + item.length() + " characters")
                        : null;
            case MEMO -> null;
            case INTEGER ->
                Values.integer(data, offset, length) == Values.INVALID
                        ? say(column, "not-an-integer", "不是整数", "not an integer")
                        : null;
            case DATE ->
                Values.date(data, offset, length) == Values.INVALID
                        ? say(
                                column,
                                "not-a-date",
                                "不是日期 (yyyy-MM-dd 或 yyyyMMdd)",
                                "not a date (yyyy-MM-dd or yyyyMMdd)")
                        : null;
            case DATETIME ->
                Values.datetime(data, offset, length) == Values.INVALID
                        ? say(
                                column,
                                "not-a-time",
                                "不是日期时间 (yyyy-MM-dd HH:mm:ss)",
                                "not a date and time (yyyy-MM-dd HH:mm:ss)")
                        : null;
            case LOGICAL ->
                Values.logical(data, offset, length) == Values.INVALID
                        ? say(
                                column,
                                "not-logical",
                                "不是逻辑值 (true/false, 1/0, 是/否, Y/N)",
                                "not a logical value (true/false, 1/0, 是/否, Y/N)")
                        : null;
            case DOUBLE, FLOAT ->
                Double.isNaN(Values.number(data, offset, length))
                        ? say(column, "not-a-number", "不是数值", "not a number")
                        : null;
            case NUMERIC, CURRENCY -> decimal(column, item, data, offset, length);
        };
    }

    private Refusal decimal(int column, Item item, byte[] data, int offset, int length) {
        long decimal = Values.decimal(data, offset, length);
        if (decimal == Values.INVALID) {
            return say(column, "not-a-number", "不是数值", "not a number");
        }
        int whole = item.length() - item.scale();
        if (item.length() > 0 && (Values.whole(decimal) > whole || Values.fraction(decimal) > item.scale())) {
            return say(
                    column,
                    "out-of-range",
                    "超过 " + whole + " 位整数和 " + item.scale() + " 位小数",
                    "more than " + whole + " digits before or " + item.scale() + " after the point");
        }
        return null;
    }

    private Refusal subject(int column, byte[] data, int offset, int length, long today) {
        if (subjects[column] == SubjectKind.NATURAL_PERSON) {
            CitizenId.Finding finding = CitizenId.check(data, offset, length, today);
            if (!finding.isGood()) {
                return say(column, "subject-identifier", finding.zh(), finding.en());
            }
            if (data[offset + length - 1] == 'x') {
                data[offset + length - 1] = 'X';
            }
            return null;
        }
        CreditCode.Finding finding = CreditCode.check(data, offset, length);
        return finding.isGood() ? null : say(column, "subject-identifier", finding.zh(), finding.en());
    }

    private Refusal say(int column, String code, String zh, String en) {
        Item item = items[column];
        return Refusal.of(code, "「" + item.title() + "」" + zh, item.name() + ": " + en);
    }
}
