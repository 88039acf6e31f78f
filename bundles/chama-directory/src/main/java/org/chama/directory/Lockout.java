package org.chama.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.chama.api.access.Origin;
import org.chama.api.ledger.Actor;

/**
 * Counts wrong passwords. An account that got too many within a time is locked for that time, on every node. A network that gave too
 * many, whatever the names, is slowed: one more try each time a share of the time has passed; so one outsider can lock a few accounts,
 * not everybody's.
 */
final class Lockout {

    private final Register register;
    private final Trail trail;
    private final Clock clock;
    private final int most;
    private final Duration time;
    private final Rate networks;

    /**
     * @param most wrong passwords of an account within the time
     * @param mostOfNetwork wrong passwords of a network within the time
     */
    Lockout(Register register, Trail trail, int most, int mostOfNetwork, Duration time) {
        this.register = register;
        this.trail = trail;
        this.clock = register.clock();
        this.most = most;
        this.time = time;
        this.networks = new Rate(mostOfNetwork, mostOfNetwork, time, clock);
    }

    boolean isSlowed(Origin origin) {
        return networks.isEmpty(Network.of(origin.address()));
    }

    /** A wrong name or password came from there. */
    void failed(Origin origin) {
        networks.take(Network.of(origin.address()));
    }

    /** Counts a try for an account that is not there or may not sign in: takes as long as to count one for an account. */
    void failedNobody() {
        register.database()
                .write(c -> Sql.update(c, "update chama.directory_revision set revision = revision + 1 where id = 2"));
    }

    private record Count(int failures, Optional<OffsetDateTime> since) {}

    /** A wrong password for this account. */
    void failed(String account, Actor actor) {
        OffsetDateTime now = Moments.now(clock);
        boolean lock = register.database().write(c -> {
            Count count = count(c, account);
            boolean old =
                    count.since().map(since -> since.plus(time).isBefore(now)).orElse(true);
            int failures = old ? 1 : count.failures() + 1;
            Sql.update(
                    c,
                    "update chama.account set failures = ?, failing_since = ? where name = ?",
                    failures,
                    old ? now : count.since().get(),
                    account);
            return failures >= most;
        });
        if (lock) {
            register.change((c, revision) -> lock(c, revision, account, actor));
        }
    }

    private static Count count(Connection c, String account) throws SQLException {
        return Sql.one(
                        c,
                        "select failures, failing_since from chama.account where name = ? for update",
                        row -> new Count(row.getInt(1), Sql.moment(row, 2)),
                        account)
                .orElseThrow();
    }

    private Boolean lock(Connection c, long revision, String account, Actor actor) throws SQLException {
        OffsetDateTime now = Moments.now(clock);
        Count count = count(c, account);
        if (count.failures() < most) {
            return false;
        }
        OffsetDateTime until = now.plus(time);
        Sql.update(
                c,
                "update chama.account set failures = 0, failing_since = null, locked_until = ?, revision = ? where name = ?",
                until,
                revision,
                account);
        trail.step(
                c,
                actor,
                "account-locked",
                "account:" + account,
                new Json().put("until", Moments.shanghai(until).toString()).end());
        return true;
    }

    /** The right password was given. */
    void passed(String account) {
        register.database()
                .write(c -> Sql.update(
                        c,
                        "update chama.account set failures = 0, failing_since = null where name = ? and failures > 0",
                        account));
    }
}
