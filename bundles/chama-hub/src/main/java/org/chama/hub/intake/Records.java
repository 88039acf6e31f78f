package org.chama.hub.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.database.Outbox;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.hub.Json;

/** Writes the ledger line and the event of an arrival's step into the step's own transaction. */
final class Records {

    private final Ledger ledger;
    private final Outbox outbox;

    Records(Ledger ledger, Outbox outbox) {
        this.ledger = ledger;
        this.outbox = outbox;
    }

    void step(Connection connection, long arrival, String dataset, Actor actor, String kind, Map<String, ?> detail)
            throws SQLException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("arrival", arrival);
        all.put("dataset", dataset);
        all.putAll(detail);
        String body = Json.object(all);
        ledger.append(connection, List.of(new Ledger.Entry(actor, kind, "arrival:" + arrival, body)));
        outbox.add(connection, kind, body);
    }

    /** The newest published head of the ledger, for receipts. */
    Optional<Ledger.Head> head() {
        return ledger.heads(1).stream().findFirst();
    }

    static Map<String, Object> reason(Optional<Refusal> refusal) {
        Map<String, Object> detail = new LinkedHashMap<>();
        refusal.ifPresent(why -> {
            detail.put("code", why.code());
            detail.put("zh", why.text().zh());
            detail.put("en", why.text().en());
        });
        return detail;
    }
}
