package org.chama.api.directory;

import java.util.Objects;

/** Who answers for a stage of a dataset's life: a department and a person of it. */
public record Responsibility(String dataset, Stage stage, String department, String account) {

    public Responsibility {
        Objects.requireNonNull(dataset);
        Objects.requireNonNull(stage);
        Objects.requireNonNull(department);
        Objects.requireNonNull(account);
    }
}
