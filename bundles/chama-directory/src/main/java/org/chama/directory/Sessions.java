package org.chama.directory;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.chama.api.access.Authentication.Session;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;

/**
 * Sessions of persons, in the database under the SM3 digest of their token. They end some time after their last use and some time
 * after their beginning. A node believes what it read for two seconds, and writes the use of a session down once a minute.
 * Thread-safe.
 */
final class Sessions {

    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_LENGTH = 43;
    private static final long BELIEVE_MILLIS = 2_000;
    private static final Duration WRITE = Duration.ofMinutes(1);
    private static final int MOST_CACHED = 100_000;
    private static final int MOST_OF_ACCOUNT = 20;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] CSRF = "chama csrf".getBytes(StandardCharsets.US_ASCII);

    private final Database database;
    private final Crypto crypto;
    private final Clock clock;
    private final Duration idle;
    private final Duration longest;
    private final Lru<String, Held> cache = new Lru<>(MOST_CACHED);

    private record Held(String account, OffsetDateTime opened, OffsetDateTime used, long readMillis) {}

    Sessions(Database database, Crypto crypto, Clock clock, Duration idle, Duration longest) {
        this.database = database;
        this.crypto = crypto;
        this.clock = clock;
        this.idle = idle;
        this.longest = longest;
    }

    /** Opens one in the caller's transaction; of more than twenty of an account the oldest end. */
    Session open(Connection c, String account) throws SQLException {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        OffsetDateTime now = Moments.now(clock);
        Sql.update(
                c,
                "delete from chama.account_session where account = ? and digest not in (select digest from"
                        + " chama.account_session where account = ? order by opened_at desc fetch first "
                        + (MOST_OF_ACCOUNT - 1) + " rows only)",
                account,
                account);
        Sql.update(
                c,
                "insert into chama.account_session (digest, account, opened_at, used_at) values (?, ?, ?, ?)",
                digest(token),
                account,
                now,
                now);
        return new Session(token, csrf(token), now.plus(longest).toInstant());
    }

    String csrf(String token) {
        byte[] mac = crypto.hmac("HMAC-SM3", token.getBytes(StandardCharsets.UTF_8), CSRF);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** The account whose session this is; prolongs it. */
    Optional<String> account(String token) {
        if (!isToken(token)) {
            return Optional.empty();
        }
        String digest = digest(token);
        Optional<Held> held = believed(digest).or(() -> read(digest));
        OffsetDateTime now = Moments.now(clock);
        if (held.isEmpty() || isOver(held.get(), now)) {
            forget(digest);
            return Optional.empty();
        }
        if (held.get().used().plus(WRITE).isBefore(now)) {
            held = use(digest, held.get(), now);
        }
        return held.map(Held::account);
    }

    private static boolean isToken(String token) {
        if (token.length() != TOKEN_LENGTH) {
            return false;
        }
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            char c = token.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    private boolean isOver(Held held, OffsetDateTime now) {
        return !now.isBefore(held.used().plus(idle))
                || !now.isBefore(held.opened().plus(longest));
    }

    private Optional<Held> believed(String digest) {
        synchronized (cache) {
            Held held = cache.get(digest);
            return held == null || clock.millis() - held.readMillis() > BELIEVE_MILLIS
                    ? Optional.empty()
                    : Optional.of(held);
        }
    }

    private Optional<Held> read(String digest) {
        Optional<Held> held = database.read(c -> Sql.one(
                c,
                "select account, opened_at, used_at from chama.account_session where digest = ?",
                row -> new Held(
                        row.getString(1),
                        row.getObject(2, OffsetDateTime.class),
                        row.getObject(3, OffsetDateTime.class),
                        clock.millis()),
                digest));
        held.ifPresent(one -> keep(digest, one));
        return held;
    }

    private Optional<Held> use(String digest, Held held, OffsetDateTime now) {
        int there = database.write(
                c -> Sql.update(c, "update chama.account_session set used_at = ? where digest = ?", now, digest));
        if (there == 0) {
            forget(digest);
            return Optional.empty();
        }
        Held used = new Held(held.account(), held.opened(), now, clock.millis());
        keep(digest, used);
        return Optional.of(used);
    }

    private void keep(String digest, Held held) {
        synchronized (cache) {
            cache.put(digest, held);
        }
    }

    private void forget(String digest) {
        synchronized (cache) {
            cache.remove(digest);
        }
    }

    /** Ends one in the caller's transaction. @return whose it was */
    Optional<String> close(Connection c, String token) throws SQLException {
        String digest = digest(token);
        Optional<String> account = Sql.one(
                c, "select account from chama.account_session where digest = ?", row -> row.getString(1), digest);
        Sql.update(c, "delete from chama.account_session where digest = ?", digest);
        forget(digest);
        return account;
    }

    /** Ends all of an account in the caller's transaction; other nodes, and this one's memory, see it two seconds later. */
    static void end(Connection c, String account) throws SQLException {
        Sql.update(c, "delete from chama.account_session where account = ?", account);
    }

    /** Forgets what this node believes of an account. */
    void forgetAll(String account) {
        synchronized (cache) {
            cache.values().removeIf(held -> held.account().equals(account));
        }
    }

    /** Deletes those that are over. */
    void purge() {
        OffsetDateTime now = Moments.now(clock);
        database.write(c -> Sql.update(
                c,
                "delete from chama.account_session where used_at <= ? or opened_at <= ?",
                now.minus(idle),
                now.minus(longest)));
    }

    private String digest(String token) {
        return HexFormat.of().formatHex(crypto.sm3(token.getBytes(StandardCharsets.UTF_8)));
    }
}
