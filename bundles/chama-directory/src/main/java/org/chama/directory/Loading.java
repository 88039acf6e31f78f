package org.chama.directory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Client;
import org.chama.api.directory.Client.Credential;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;

/**
 * What the tables hold that is newer than a revision.
 *
 * @param revision up to which this is complete
 */
record Loading(
        long revision,
        List<Region> regions,
        List<Department> departments,
        List<HeldAccount> accounts,
        List<HeldClient> clients,
        List<Responsibility> responsibilities) {

    /** Reads what changed after a revision; nothing when that is the newest. */
    static Optional<Loading> since(Connection c, long known) throws SQLException {
        long revision = revision(c);
        if (revision == known) {
            return Optional.empty();
        }
        return Optional.of(new Loading(
                revision,
                Sql.list(
                        c,
                        "select code, name, region_level, superior, from_day, until_day from chama.region where revision > ?",
                        Loading::region,
                        known),
                Sql.list(
                        c,
                        "select id, credit_code, name, kind, region, superior, authority, is_open, version"
                                + " from chama.department where revision > ?",
                        Loading::department,
                        known),
                accounts(c, "a.revision > ?", known),
                clients(c, "c.revision > ?", known),
                Sql.list(
                        c,
                        "select dataset, stage, department, account from chama.responsibility where revision > ?",
                        row -> new Responsibility(
                                row.getString(1), Stage.valueOf(row.getString(2)), row.getString(3), row.getString(4)),
                        known)));
    }

    static long revision(Connection c) throws SQLException {
        return Sql.one(c, "select revision from chama.directory_revision where id = 1", row -> row.getLong(1))
                .orElseThrow();
    }

    /** Accounts (table {@code a}) that fulfil the condition, in the order of their names. */
    static List<HeldAccount> accounts(Connection c, String where, Object... values) throws SQLException {
        Map<String, Set<Held>> held = new HashMap<>();
        Sql.list(
                c,
                "select r.account, r.role, r.department from chama.account_role r"
                        + " join chama.account a on a.name = r.account where " + where,
                row -> held.computeIfAbsent(row.getString(1), name -> new HashSet<>())
                        .add(new Held(Role.valueOf(row.getString(2)), row.getString(3))),
                values);
        return Sql.list(
                c,
                "select a.name, a.person, a.subject, a.enabled, a.locked_until, a.version, a.must_change,"
                        + " a.password_hash is not null, a.password_version from chama.account a where " + where
                        + " order by a.name",
                row -> new HeldAccount(
                        new Account(
                                row.getString(1),
                                row.getString(2),
                                Optional.ofNullable(row.getString(3)),
                                held.getOrDefault(row.getString(1), Set.of()),
                                row.getBoolean(4),
                                Sql.moment(row, 5),
                                row.getLong(6)),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getLong(9)),
                values);
    }

    /** Clients (table {@code c}) that fulfil the condition, in the order of their names. */
    static List<HeldClient> clients(Connection c, String where, Object... values) throws SQLException {
        Map<String, List<Row>> rows = new HashMap<>();
        Sql.list(
                c,
                "select k.client, k.id, k.kind, k.digest, k.secret, k.from_at, k.until_at, k.revoked, k.last_used"
                        + " from chama.client_credential k join chama.client c on c.name = k.client where " + where
                        + " order by k.client, k.id",
                row -> rows.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                        .add(Row.of(row)),
                values);
        return Sql.list(
                c,
                "select c.name, c.department, c.title, c.enabled, c.version from chama.client c where " + where
                        + " order by c.name",
                row -> client(row, rows.getOrDefault(row.getString(1), List.of())),
                values);
    }

    private record Row(Credential credential, Optional<byte[]> secret, boolean revoked) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    new Credential(
                            row.getInt(2),
                            Credential.Kind.valueOf(row.getString(3)),
                            row.getString(4),
                            Moments.shanghai(row.getObject(6, OffsetDateTime.class)),
                            Sql.moment(row, 7),
                            Sql.moment(row, 9)),
                    Optional.ofNullable(row.getBytes(5)),
                    row.getBoolean(8));
        }
    }

    private static HeldClient client(ResultSet row, List<Row> rows) throws SQLException {
        List<Credential> credentials = new ArrayList<>();
        Map<Integer, byte[]> secrets = new HashMap<>();
        Set<String> revoked = new HashSet<>();
        for (Row one : rows) {
            if (!one.revoked()) {
                credentials.add(one.credential());
                one.secret().ifPresent(secret -> secrets.put(one.credential().id(), secret));
            } else if (one.credential().kind() == Credential.Kind.CERTIFICATE) {
                revoked.add(one.credential().digest());
            }
        }
        return new HeldClient(
                new Client(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        credentials,
                        row.getLong(5)),
                Map.copyOf(secrets),
                Set.copyOf(revoked));
    }

    private static Region region(ResultSet row) throws SQLException {
        return new Region(
                row.getString(1),
                row.getString(2),
                Region.Level.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)),
                row.getObject(5, LocalDate.class),
                Optional.ofNullable(row.getObject(6, LocalDate.class)));
    }

    private static Department department(ResultSet row) throws SQLException {
        return new Department(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Department.Kind.valueOf(row.getString(4)),
                row.getString(5),
                Optional.ofNullable(row.getString(6)),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getLong(9));
    }
}
