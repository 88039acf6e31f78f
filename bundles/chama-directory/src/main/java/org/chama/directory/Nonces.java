package org.chama.directory;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;

/** Remembers in the database, for all nodes, what was used once. Thread-safe. */
final class Nonces {

    /** Nodes' clocks may differ this much. */
    private static final long SLACK_MINUTES = 5;

    private final Database database;
    private final Crypto crypto;
    private final Clock clock;

    Nonces(Database database, Crypto crypto, Clock clock) {
        this.database = database;
        this.crypto = crypto;
        this.clock = clock;
    }

    /**
     * Uses it up.
     *
     * @param until it could be accepted
     * @return false when it was used before
     */
    boolean use(String client, String nonce, Instant until) {
        String digest = HexFormat.of().formatHex(crypto.sm3(nonce.getBytes(StandardCharsets.UTF_8)));
        OffsetDateTime keep =
                until.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC).plusMinutes(SLACK_MINUTES);
        try {
            database.write(c -> {
                Sql.update(
                        c,
                        "delete from chama.client_nonce where client = ? and digest = ? and until_at < ?",
                        client,
                        digest,
                        Moments.now(clock));
                return Sql.update(
                        c,
                        "insert into chama.client_nonce (client, digest, until_at) values (?, ?, ?)",
                        client,
                        digest,
                        keep);
            });
            return true;
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Cause.CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    /** Forgets what cannot be accepted any more. */
    void purge() {
        database.write(c -> Sql.update(c, "delete from chama.client_nonce where until_at < ?", Moments.now(clock)));
    }
}
