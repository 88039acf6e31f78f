package org.chama.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.chama.api.RefusedException;
import org.chama.api.dataset.OpenType;
import org.chama.store.Declaration.DeclaredItem;

/**
 * Which changes of a declaration its table can take as it stands: other names and titles, another order of the items, greater
 * lengths, new items that may be empty, an item no longer required, an item that becomes encrypted or ceases to be, other checks,
 * another share type, and closing the open copy. Anything else would change the meaning of rows that are stored or released already.
 */
final class Lift {

    private final Declaration former;
    private final Declaration next;

    private Lift(Declaration former, Declaration next) {
        this.former = former;
        this.next = next;
    }

    /** @throws RefusedException naming the first change that cannot be taken */
    static void check(Declaration former, Declaration next) {
        Lift lift = new Lift(former, next);
        lift.whole();
        lift.items();
    }

    private void whole() {
        require(former.writeMode() == next.writeMode(), "写入方式 writeMode 不能改变。", "The writeMode cannot change.");
        require(
                numbers(former, former.key()).equals(numbers(next, next.key())),
                "主键 key 不能改变。",
                "The key cannot change.");
        require(Objects.equals(order(former), order(next)), "版本顺序项 orderItem 不能改变。", "The orderItem cannot change.");
        require(subjects(former).equals(subjects(next)), "主体标识 subjects 不能改变。", "The subjects cannot change.");
        require(
                next.openType() != OpenType.UNCONDITIONAL || former.openType() == OpenType.UNCONDITIONAL,
                "未开放的数据集不能改为无条件开放：请以新数据集登记。",
                "A dataset that was not open cannot become open: declare a new dataset.");
    }

    private void items() {
        Map<Integer, DeclaredItem> items = new HashMap<>();
        next.items().forEach(item -> items.put(item.number(), item));
        for (DeclaredItem was : former.items()) {
            DeclaredItem is = items.remove(was.number());
            String zh = "信息项 " + was.number() + "（" + was.name() + "）";
            String en = "Item " + was.number() + " (" + was.name() + ") ";
            require(is != null, zh + "不能删除。", en + "cannot be removed.");
            require(was.type().equals(is.type()), zh + "的类型不能改变。", en + "cannot change its type.");
            require(was.scale() == is.scale(), zh + "的小数位数不能改变。", en + "cannot change its scale.");
            require(
                    is.length() == was.length() || is.length() == 0 || was.length() != 0 && is.length() > was.length(),
                    zh + "的长度不能缩短。",
                    en + "cannot become shorter.");
            require(!is.required() || was.required(), zh + "不能改为必填。", en + "cannot become required.");
            require(Objects.equals(was.mask(), is.mask()), zh + "的脱敏规则不能改变。", en + "cannot change its mask.");
        }
        for (DeclaredItem added : items.values()) {
            require(
                    !added.required(),
                    "新增信息项 " + added.number() + "（" + added.name() + "）不得为必填。",
                    "The new item " + added.number() + " (" + added.name() + ") must not be required.");
        }
    }

    private static List<Integer> numbers(Declaration declaration, List<String> names) {
        List<Integer> numbers = new ArrayList<>();
        for (String name : names) {
            declaration.items().stream()
                    .filter(item -> item.name().equals(name))
                    .forEach(item -> numbers.add(item.number()));
        }
        return numbers;
    }

    private static List<Integer> order(Declaration declaration) {
        return declaration.orderItem() == null ? List.of() : numbers(declaration, List.of(declaration.orderItem()));
    }

    private static Set<String> subjects(Declaration declaration) {
        Set<String> subjects = new HashSet<>();
        declaration.subjects().forEach(s -> subjects.add(s.kind() + ":" + numbers(declaration, List.of(s.item()))));
        return subjects;
    }

    private static void require(boolean holds, String zh, String en) {
        if (!holds) {
            throw new RefusedException("dataset-incompatible", zh, en);
        }
    }
}
