package org.chama.api.directory;

import java.util.Objects;
import java.util.Optional;

/**
 * A party of the platform (Articles 3, 5, 6, 45, 46).
 *
 * @param id short id {@code [a-z][a-z0-9-]{1,47}}, never reused
 * @param creditCode GB 32100-2015, its check digit is right
 * @param region code of its division, valid when it was entered
 * @param superior short id of the department above
 * @param authority whether it is the data authority (数据主管部门) of its region
 * @param open false once it is closed; a closed one keeps its data and its name
 * @param version counts changes; a change names the version it is made on
 */
public record Department(
        String id,
        String creditCode,
        String name,
        Kind kind,
        String region,
        Optional<String> superior,
        boolean authority,
        boolean open,
        long version) {

    /** Kinds of parties. */
    public enum Kind {
        /** 政务部门. */
        GOVERNMENT,
        /** 法律、法规授权的组织 (Article 45). */
        AUTHORISED,
        /** 公共企事业单位 (Article 46). */
        PUBLIC_UTILITY
    }

    public Department {
        Objects.requireNonNull(id);
        Objects.requireNonNull(creditCode);
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(region);
        Objects.requireNonNull(superior);
    }
}
