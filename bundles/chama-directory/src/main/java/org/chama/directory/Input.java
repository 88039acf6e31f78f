package org.chama.directory;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.chama.api.RefusedException;
import org.chama.api.desk.Listing;

/** Checks what callers give; refuses with the field and the reason. */
final class Input {

    private static final int LONGEST_ID = 48;
    private static final int LARGEST_PAGE = 500;

    private Input() {}

    /** {@code [a-z][a-z0-9-]{1,47}}. */
    static boolean isId(String text) {
        if (text.length() < 2 || text.length() > LONGEST_ID || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    static void id(String field, String text) {
        if (!isId(text)) {
            throw wrong(
                    field,
                    "须为小写字母开头、由小写字母、数字和连字符组成的 2 至 48 个字符",
                    "is 2 to 48 lower case letters, digits and hyphens and begins with a letter");
        }
    }

    /** A name for people; what a spreadsheet would take for a formula is refused. */
    static void text(String field, String text, int longest) {
        if (text.isBlank() || text.length() > longest || !text.equals(text.strip())) {
            throw wrong(
                    field,
                    "须为 1 至 " + longest + " 个字符，首尾无空格",
                    "is 1 to " + longest + " characters without space around");
        }
        if (text.chars().anyMatch(Character::isISOControl) || "=+-@".indexOf(text.charAt(0)) >= 0) {
            throw wrong(field, "不得含控制字符，也不得以 = + - @ 开头", "has no control character and does not begin with = + - @");
        }
    }

    static RefusedException wrong(String field, String zh, String en) {
        return new RefusedException("wrong-" + field, field + "：" + zh + "。", field + ": " + en + ".");
    }

    static RefusedException unknown(String what, String zh, String en) {
        return new RefusedException("unknown-" + what, "没有这个" + zh + "。", "There is no such " + en + ".");
    }

    static RefusedException stale() {
        return new RefusedException(
                "stale-version",
                "其间已有其他人修改，请重新读取后再改。",
                "Somebody changed it meanwhile: read it again, then change it.");
    }

    static int limit(int limit) {
        return Math.max(1, Math.min(limit, LARGEST_PAGE));
    }

    /** A page of what was found when one more than the page holds was asked for. */
    static <T> Listing<T> page(List<T> found, int size, Function<T, String> token) {
        if (found.size() <= size) {
            return new Listing<>(found, Optional.empty());
        }
        List<T> page = found.subList(0, size);
        return new Listing<>(page, Optional.of(token.apply(page.get(size - 1))));
    }
}
