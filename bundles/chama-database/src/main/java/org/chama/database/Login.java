package org.chama.database;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A role of the database.
 *
 * @param password the owner-only file with the password in its first line; empty when the server asks for none
 */
public record Login(String user, Optional<Path> password) {

    public Login {
        Objects.requireNonNull(user);
        Objects.requireNonNull(password);
    }
}
