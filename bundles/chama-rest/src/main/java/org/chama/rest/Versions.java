package org.chama.rest;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import org.chama.api.Refusal;

/** The version of a thing as its entity tag, and the version a change is made on. */
final class Versions {

    private static final int LONGEST = 18;

    private Versions() {}

    static Response answer(int status, JsonBody body, long version) {
        return Response.status(status)
                .tag(new EntityTag(Long.toString(version)))
                .entity(body)
                .build();
    }

    /** What {@code If-Match} names; 0 for {@code If-None-Match: *}, which makes something new. */
    static long base(String ifMatch, String ifNoneMatch) {
        if (ifMatch == null && "*".equals(ifNoneMatch)) {
            return 0;
        }
        if (ifMatch == null) {
            throw new Refused(
                    428,
                    Refusal.of(
                            "if-match-missing",
                            "修改须带 If-Match(读取时的 ETag),新建须带 If-None-Match: *",
                            "a change needs If-Match with the ETag that was read, a new entry If-None-Match: *"));
        }
        String digits = ifMatch.length() > 2 && ifMatch.startsWith("\"") && ifMatch.endsWith("\"")
                ? ifMatch.substring(1, ifMatch.length() - 1)
                : "";
        if (digits.isEmpty()
                || digits.length() > LONGEST
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || digits.charAt(0) == '0') {
            throw new Refused(412, Refusal.of("stale-version", "If-Match 不是此对象的版本", "If-Match is no version of this"));
        }
        return Long.parseLong(digits);
    }

    /** The version to change when the caller may leave it to us. */
    static long base(String ifMatch, long current) {
        return ifMatch == null ? current : base(ifMatch, null);
    }
}
