package org.chama.api.access;

import java.util.Objects;

/**
 * A role as it is held.
 *
 * @param department short id of the department it is held in; empty for an applicant, who is of none
 */
public record Held(Role role, String department) {

    public Held {
        Objects.requireNonNull(role);
        Objects.requireNonNull(department);
    }
}
