package org.chama.api.ledger;

import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * A line of the ledger (台账).
 *
 * @param at when it was recorded, Asia/Shanghai offset
 * @param actor account, client, connector or {@code node:<id>}
 * @param kind what happened, lower case with hyphens: {@code arrival-claimed}, {@code batch-stored}
 * @param about what it happened to: {@code arrival:12}, {@code batch:12:3}, {@code dataset:person}
 * @param detail JSON object with what an auditor needs; never a personal value
 */
public record Line(OffsetDateTime at, String actor, String kind, String about, String detail) {

    public Line {
        Objects.requireNonNull(at);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(about);
        Objects.requireNonNull(detail);
    }
}
