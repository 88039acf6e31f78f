package org.chama.api.desk;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list, newest first.
 *
 * @param next token of the next page; empty when this is the last
 */
public record Listing<T>(List<T> entries, Optional<String> next) {

    public Listing {
        entries = List.copyOf(entries);
    }
}
