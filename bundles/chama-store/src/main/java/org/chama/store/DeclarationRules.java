package org.chama.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.chama.api.RefusedException;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.WriteMode;
import org.chama.store.Declaration.DeclaredItem;

/** Every rule a declaration has to follow; the first that is broken is told. */
final class DeclarationRules {

    static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,47}");

    /** Code of the refusal of a dataset that is declared a state secret. */
    static final String SECRET = "dataset-secret";

    private static final Pattern CODE = Pattern.compile("[1-9]\\d{2}\\d{3}[0-9A-Za-z]*/\\d+");
    private static final Pattern ITEM = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Pattern POLICY = Pattern.compile("[a-z][a-z0-9.-]{0,62}");
    private static final Pattern TYPE = Pattern.compile("[CMNYIBFDTL]");

    private static final int MOST_ITEMS = 1_000;
    private static final int LONGEST_TEXT = 100_000;
    private static final int LONGEST_LABEL = 200;

    /** Characters all items of a record key have together: an index entry of PostgreSQL holds 2,704 bytes. */
    private static final int LONGEST_KEY = 600;

    /** Of a citizen ID and of a credit code. */
    private static final int SUBJECT_LENGTH = 18;

    private final Declaration declaration;

    private DeclarationRules(Declaration declaration) {
        this.declaration = declaration;
    }

    static void check(Declaration declaration) {
        DeclarationRules rules = new DeclarationRules(declaration);
        rules.confidentiality();
        rules.head();
        rules.items();
        rules.subjects();
        rules.key();
        rules.order();
        rules.policies();
        rules.encrypted();
    }

    private void confidentiality() {
        require(
                declaration.confidentiality() != null,
                "缺少 confidentiality（密级）：须写明 none（非涉密）。",
                "confidentiality is missing: it must say none (not secret).");
        if (!declaration.confidentiality().equals(Declaration.NOT_SECRET)) {
            throw new RefusedException(
                    SECRET,
                    "本平台只接收非涉密数据：confidentiality 须为 none，涉密的信息资源不得登记（第二条）。",
                    "The platform takes only data that is no state secret: confidentiality must be none; a secret dataset is not"
                            + " registered (Article 2).");
        }
    }

    private void head() {
        require(matches(ID, declaration.id()), "id 须符合 [a-z][a-z0-9-]{1,47}。", "id must match [a-z][a-z0-9-]{1,47}.");
        require(
                declaration.code() != null
                        && declaration.code().length() <= LONGEST_LABEL
                        && CODE.matcher(declaration.code()).matches(),
                "code 须为信息资源代码：类项目细目/顺序码，如 307001/000001。",
                "code must be an official code such as 307001/000001.");
        require(label(declaration.title()), "title 须为 1 到 200 个字符。", "title must have 1 to 200 characters.");
        require(
                matches(ID, declaration.department()),
                "department 须为部门短标识 [a-z][a-z0-9-]{1,47}。",
                "department must be a short id [a-z][a-z0-9-]{1,47}.");
        require(declaration.writeMode() != null, "缺少 writeMode。", "writeMode is missing.");
        require(declaration.shareType() != null, "缺少 shareType。", "shareType is missing.");
        require(declaration.openType() != null, "缺少 openType。", "openType is missing.");
        require(
                declaration.shareType() != ShareType.WITHHELD || declaration.openType() == OpenType.WITHHELD,
                "不予共享（shareType WITHHELD）的数据不得开放：openType 须为 WITHHELD。",
                "What is withheld from sharing cannot be open: openType must be WITHHELD.");
    }

    private void items() {
        List<DeclaredItem> items = declaration.items();
        require(
                !items.isEmpty() && items.size() <= MOST_ITEMS,
                "items 须有 1 到 1000 个信息项。",
                "items must have 1 to 1,000 entries.");
        Set<Integer> numbers = new HashSet<>();
        Set<String> labels = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            DeclaredItem item = items.get(i);
            require(item != null, "第 " + (i + 1) + " 个信息项为空。", "Item " + (i + 1) + " is null.");
            item(i + 1, item);
            require(
                    numbers.add(item.number()),
                    at(i + 1, item) + "编号 " + item.number() + " 重复。",
                    of(i + 1, item) + "the number " + item.number() + " is there twice.");
            require(labels.add(item.name()), at(i + 1, item) + "名称重复。", of(i + 1, item) + "the name is there twice.");
            require(
                    labels.add(item.title()),
                    at(i + 1, item) + "中文名称重复。",
                    of(i + 1, item) + "the title is there twice.");
        }
    }

    private static void item(int place, DeclaredItem item) {
        String zh = at(place, item);
        String en = of(place, item);
        require(
                matches(ITEM, item.name()),
                zh + "name 须符合 [a-z][a-z0-9_]{0,62}。",
                en + "name must match [a-z][a-z0-9_]{0,62}.");
        require(item.number() >= 1, zh + "number 须从 1 起。", en + "number must be 1 or more.");
        require(label(item.title()), zh + "title 须为 1 到 200 个字符。", en + "title must have 1 to 200 characters.");
        require(
                item.type() != null && TYPE.matcher(item.type()).matches(),
                zh + "type 须为 C M N Y I B F D T L 之一。",
                en + "type must be one of C M N Y I B F D T L.");
        switch (item.type()) {
            case "C" ->
                require(
                        item.length() >= 1 && item.length() <= LONGEST_TEXT && item.scale() == 0,
                        zh + "字符型须有 length（1 到 100000），且没有 scale。",
                        en + "a character item needs a length (1 to 100,000) and no scale.");
            case "N", "Y" ->
                require(
                        item.length() >= 0
                                && item.length() <= Types.DIGITS
                                && item.scale() >= 0
                                && item.scale() <= (item.length() == 0 ? Types.DIGITS / 2 : item.length()),
                        zh + "数值型、货币型的 length 为 0 到 1000，scale 不大于 length。",
                        en + "a decimal's length is 0 to 1,000, its scale not greater than the length.");
            default ->
                require(
                        item.length() == 0 && item.scale() == 0,
                        zh + "该类型没有 length 和 scale。",
                        en + "this type has neither length nor scale.");
        }
        require(
                item.mask() == null || mask(item.mask()),
                zh + "mask 须为“策略名”或“策略名:参数”。",
                en + "mask must be a policy's name, or name:arguments.");
    }

    private void subjects() {
        if (declaration.subjects().isEmpty()) {
            require(
                    label(declaration.noSubjectReason()),
                    "未声明主体标识（subjects）时须写明理由 noSubjectReason。",
                    "Without subjects a noSubjectReason must be given.");
            return;
        }
        require(
                declaration.noSubjectReason().isEmpty(),
                "已声明主体标识，不应再有 noSubjectReason。",
                "With subjects there is no noSubjectReason.");
        Set<String> seen = new HashSet<>();
        for (Subject subject : declaration.subjects()) {
            require(
                    subject != null && subject.kind() != null && subject.item() != null,
                    "subjects 的每一项须有 kind 和 item。",
                    "Every subject needs kind and item.");
            DeclaredItem item = existing("subjects", subject.item());
            require(
                    item.type().equals("C") && item.length() >= SUBJECT_LENGTH,
                    "主体标识 " + item.name() + " 须为长度不小于 18 的字符型。",
                    "The subject item " + item.name() + " must be a character item of at least 18.");
            require(
                    seen.add(item.name()),
                    "主体标识 " + item.name() + " 重复。",
                    "The subject item " + item.name() + " is there twice.");
        }
        require(
                declaration.openType() == OpenType.WITHHELD
                        || declaration.items().stream().anyMatch(item -> !seen.contains(item.name())),
                "除主体标识外没有可开放的信息项。",
                "Beside the subject identifiers there is no item to open.");
    }

    private void key() {
        require(
                declaration.writeMode() != WriteMode.UPSERT
                        || !declaration.key().isEmpty(),
                "UPSERT 须声明主键 key。",
                "UPSERT needs a key.");
        Set<String> seen = new HashSet<>();
        int characters = 0;
        for (String name : declaration.key()) {
            DeclaredItem item = existing("key", name);
            require(seen.add(name), "key 中 " + name + " 重复。", "The key item " + name + " is there twice.");
            require(item.required(), "主键项 " + name + " 须为必填（required）。", "The key item " + name + " must be required.");
            require(
                    !"MBF".contains(item.type()),
                    "主键项 " + name + " 不得为备注型、双精度型或浮点型。",
                    "The key item " + name + " must not be a memo, double or float.");
            characters += item.type().equals("C") ? item.length() : 0;
        }
        require(
                characters <= LONGEST_KEY,
                "主键各字符项长度之和不得超过 600。",
                "The character items of the key must not have more than 600 characters together.");
    }

    private void order() {
        if (declaration.orderItem() == null) {
            return;
        }
        require(
                declaration.writeMode() == WriteMode.UPSERT,
                "只有 UPSERT 可声明 orderItem。",
                "Only UPSERT takes an orderItem.");
        DeclaredItem item = existing("orderItem", declaration.orderItem());
        require(
                "CNIDT".contains(item.type()),
                "orderItem 须为字符、数值、整型、日期或日期时间型。",
                "orderItem must be a character, decimal, integer, date or datetime item.");
        require(
                !declaration.key().contains(item.name()),
                "orderItem 不得是主键项。",
                "orderItem must not be an item of the key.");
    }

    private void policies() {
        for (String check : declaration.checks()) {
            require(matches(POLICY, check), "checks 中有不合规的策略名。", "checks holds what is no policy's name.");
        }
    }

    private void encrypted() {
        for (DeclaredItem item : declaration.items()) {
            if (!item.encrypted()) {
                continue;
            }
            require(
                    !item.name().equals(declaration.orderItem()),
                    "版本顺序项 " + item.name() + " 不得加密存储：密文不能比较大小。",
                    "The orderItem " + item.name() + " cannot be encrypted: ciphertexts have no order.");
            require(
                    declaration.openType() != OpenType.UNCONDITIONAL
                            || item.mask() != null
                            || declaration.subjects().stream()
                                    .anyMatch(subject -> subject.item().equals(item.name())),
                    "加密存储的信息项 " + item.name() + " 须有脱敏规则 mask，方可无条件开放。",
                    "The encrypted item " + item.name() + " needs a mask before the dataset can be open.");
        }
    }

    private DeclaredItem existing(String where, String name) {
        return declaration.items().stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Declaration.refused(
                        where + " 中的信息项 " + name + " 不存在。", "There is no item " + name + ", named in " + where + "."));
    }

    private static boolean mask(String mask) {
        int colon = mask.indexOf(':');
        return mask.length() <= LONGEST_LABEL
                && POLICY.matcher((colon < 0 ? mask : mask.substring(0, colon)).strip())
                        .matches();
    }

    private static boolean matches(Pattern pattern, String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static boolean label(String text) {
        return text != null
                && !text.isBlank()
                && text.length() <= LONGEST_LABEL
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static String at(int place, DeclaredItem item) {
        return "第 " + place + " 个信息项（" + item.name() + "）：";
    }

    private static String of(int place, DeclaredItem item) {
        return "Item " + place + " (" + item.name() + "): ";
    }

    private static void require(boolean holds, String zh, String en) {
        if (!holds) {
            throw Declaration.refused(zh, en);
        }
    }
}
