package org.chama.api;

import java.util.Objects;

/**
 * Why something is not taken, as a value.
 *
 * @param code stable, lower case with hyphens; the same at every door (problem JSON, SOAP fault, report, console)
 * @param text says the place and the reason; never holds a personal value
 */
public record Refusal(String code, Text text) {

    public Refusal {
        Objects.requireNonNull(code);
        Objects.requireNonNull(text);
    }

    public static Refusal of(String code, String zh, String en) {
        return new Refusal(code, new Text(zh, en));
    }
}
