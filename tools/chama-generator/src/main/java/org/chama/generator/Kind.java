package org.chama.generator;

import static org.chama.generator.Column.number;
import static org.chama.generator.Column.text;

import java.util.List;
import java.util.Locale;

/** What a row is about. Subject identifiers and record keys are unique within {@link #limit()} rows of one seed. */
public enum Kind {
    /** Natural persons: division 530000-530099, born in 1900. */
    PERSON(
            new Persons(),
            Impossible.PERSONS,
            2,
            1,
            5,
            number("seq", "序号", 10),
            text("name", "姓名", 16),
            text("citizen_id", "公民身份号码", 18),
            text("phone", "手机号码", 11),
            text("landline", "固定电话", 13),
            text("address", "住址", 96),
            text("bank_card", "银行卡号", 19),
            text("email", "电子邮箱", 32),
            text("plate", "车牌号", 12),
            text("birth_date", "出生日期", 10),
            number("income", "年收入", 10),
            text("update_time", "更新时间", 19)),

    /** Organisations: registered at the province in a block of codes that belongs to another. */
    ENTERPRISE(
            new Enterprises(),
            Impossible.ENTERPRISES,
            0,
            1,
            4,
            text("credit_code", "统一社会信用代码", 18),
            text("name", "名称", 48),
            text("legal_person", "法定代表人", 16),
            text("legal_person_id", "法定代表人公民身份号码", 18),
            text("address", "住所", 96),
            number("capital", "注册资本", 12),
            text("status", "登记状态", 12),
            text("update_time", "更新时间", 19)),

    /** Two subjects a record. */
    MARRIAGE(
            new Marriages(),
            Impossible.WOMEN,
            2,
            1,
            6,
            text("certificate_no", "结婚证字号", 24),
            text("husband_name", "男方姓名", 16),
            text("husband_id", "男方公民身份号码", 18),
            text("wife_name", "女方姓名", 16),
            text("wife_id", "女方公民身份号码", 18),
            text("registered_on", "登记日期", 10),
            text("office", "登记机关", 96),
            text("phone", "联系电话", 11));

    private final Maker maker;
    private final long limit;
    private final int identifier;
    private final int required;
    private final int longText;
    private final List<Column> columns;

    Kind(Maker maker, long limit, int identifier, int required, int longText, Column... columns) {
        this.maker = maker;
        this.limit = limit;
        this.identifier = identifier;
        this.required = required;
        this.longText = longText;
        this.columns = List.of(columns);
    }

    public List<Column> columns() {
        return columns;
    }

    /** How many rows one seed has. */
    public long limit() {
        return limit;
    }

    /** The column whose check digit dirty rows have wrong. */
    public int identifier() {
        return identifier;
    }

    /** The column dirty rows have empty, or in bytes of no character set. */
    public int required() {
        return required;
    }

    /** The column dirty rows have too long, or with quote, comma and newline. */
    public int longText() {
        return longText;
    }

    /** Lower case: the element of a record in XML, the value of {@code --kind}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Maker maker() {
        return maker;
    }
}
