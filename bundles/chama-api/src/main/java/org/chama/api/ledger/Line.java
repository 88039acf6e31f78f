package org.chama.api.ledger;

import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * A line of the ledger (台账).
 *
 * @param number place in the chain, from 1; 0 until it is sealed
 * @param at when it was recorded, Asia/Shanghai offset
 * @param kind what happened, lower case with hyphens: {@code arrival-claimed}, {@code batch-stored}
 * @param about what it happened to: {@code arrival:12}, {@code batch:12:3}, {@code dataset:person}
 * @param detail JSON object with what an auditor needs; never a personal value
 */
public record Line(
        long number,
        OffsetDateTime at,
        Actor actor,
        String kind,
        String about,
        String detail,
        String before,
        String after,
        String rules) {

    public Line {
        Objects.requireNonNull(at);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(about);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
        Objects.requireNonNull(rules);
    }
}
