package org.chama.api.access;

import java.util.Set;

/**
 * The departments a permission holds for.
 *
 * @param everywhere whether it holds for all; then {@code departments} is empty
 */
public record Reach(boolean everywhere, Set<String> departments) {

    public static final Reach EVERYWHERE = new Reach(true, Set.of());
    public static final Reach NOWHERE = new Reach(false, Set.of());

    public Reach {
        departments = Set.copyOf(departments);
    }

    public boolean holds(String department) {
        return everywhere || departments.contains(department);
    }

    public boolean isEmpty() {
        return !everywhere && departments.isEmpty();
    }
}
