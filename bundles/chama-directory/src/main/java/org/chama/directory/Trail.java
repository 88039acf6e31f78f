package org.chama.directory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.chama.api.crypto.Crypto;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;

/** Writes the directory's lines into the ledger. */
final class Trail {

    private final Ledger ledger;
    private final Crypto crypto;

    Trail(Ledger ledger, Crypto crypto) {
        this.ledger = ledger;
        this.crypto = crypto;
    }

    /** A change; {@code before} and {@code after} are canonical forms, empty for none. */
    void changed(Connection c, Actor actor, String kind, String about, String detail, String before, String after)
            throws SQLException {
        ledger.append(c, List.of(new Ledger.Entry(actor, kind, about, detail, digest(before), digest(after), "")));
    }

    /** A step that changes no object. */
    void step(Connection c, Actor actor, String kind, String about, String detail) throws SQLException {
        ledger.append(c, List.of(new Ledger.Entry(actor, kind, about, detail)));
    }

    private String digest(String form) {
        return form.isEmpty() ? "" : HexFormat.of().formatHex(crypto.sm3(form.getBytes(StandardCharsets.UTF_8)));
    }
}
