package org.chama.directory;

import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;
import org.chama.api.crypto.Crypto;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Administration.IssuedSecret;
import org.chama.api.directory.Client;
import org.chama.api.directory.Client.Credential;
import org.chama.api.ledger.Actor;

/** Changes and lists clients and their credentials. */
final class Clients {

    private static final int LONGEST_TITLE = 100;
    private static final int MOST_VALID = 2;
    private static final int MOST_CREDENTIALS = 1_000;

    private final Register register;
    private final Access access;
    private final Trail trail;
    private final Crypto crypto;

    Clients(Register register, Access access, Trail trail, Crypto crypto) {
        this.register = register;
        this.access = access;
        this.trail = trail;
        this.crypto = crypto;
    }

    Listing<Client> list(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        Reach reach = access.reach(caller, Permission.CLIENTS_READ);
        if (department.filter(one -> !reach.holds(one)).isPresent()) {
            access.require(caller, Permission.CLIENTS_READ, department.get(), "clients");
        }
        int size = Input.limit(limit);
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("c.name in (select p.name from chama.client p where p.name > ?");
        values.add(after.orElse(""));
        Set<String> departments = department.map(Set::of).orElse(reach.departments());
        if (department.isPresent() || !reach.everywhere()) {
            where.append(" and p.department in (")
                    .append(String.join(", ", Collections.nCopies(departments.size(), "?")))
                    .append(")");
            values.addAll(departments);
        }
        where.append(" order by p.name fetch first ").append(size + 1).append(" rows only)");
        List<Client> found =
                register.database().read(c -> Loading.clients(c, where.toString(), values.toArray())).stream()
                        .map(HeldClient::client)
                        .toList();
        return Input.page(found, size, Client::name);
    }

    Client put(Caller caller, Client client) {
        Input.id("name", client.name());
        Input.text("title", client.title(), LONGEST_TITLE);
        Optional<HeldClient> seen = register.client(client.name());
        Actor actor = allowed(
                caller,
                client.name(),
                seen.map(held -> held.client().department()).orElse(client.department()));
        return register.change((c, revision) -> {
            Optional<Client> before = register.client(client.name()).map(HeldClient::client);
            if (before.map(Client::version).orElse(0L) != client.version()) {
                throw Input.stale();
            }
            if (before.map(one -> !one.department().equals(client.department())).orElse(false)) {
                throw Input.wrong("department", "接入系统不能改换部门", "a client does not change its department");
            }
            if (client.enabled() && !register.places().isOpen(client.department())) {
                throw Input.unknown("department", "部门（或已关闭）", "department, or it is closed");
            }
            if (before.isEmpty()) {
                Sql.update(
                        c,
                        "insert into chama.client (name, department, title, enabled, version, revision)"
                                + " values (?, ?, ?, ?, 1, ?)",
                        client.name(),
                        client.department(),
                        client.title(),
                        client.enabled(),
                        revision);
            } else {
                Sql.update(
                        c,
                        "update chama.client set title = ?, enabled = ?, version = version + 1, revision = ? where name = ?",
                        client.title(),
                        client.enabled(),
                        revision,
                        client.name());
            }
            return record(
                    c,
                    actor,
                    before.isEmpty() ? "client-created" : "client-changed",
                    before,
                    client.name(),
                    new Json().put("enabled", client.enabled()));
        });
    }

    private Actor allowed(Caller caller, String name, String department) {
        return Actor.of(caller, access.require(caller, Permission.CLIENTS_CHANGE, department, "client:" + name));
    }

    /** Reads it back as the transaction leaves it, so that the line names what is stored. */
    private Client record(Connection c, Actor actor, String kind, Optional<Client> before, String name, Json detail)
            throws SQLException {
        Client after = Loading.clients(c, "c.name = ?", name).get(0).client();
        trail.changed(
                c,
                actor,
                kind,
                "client:" + name,
                detail.end(),
                before.map(Canonical::of).orElse(""),
                Canonical.of(after));
        return after;
    }

    IssuedSecret issueSecret(Caller caller, String name, Optional<OffsetDateTime> until) {
        Actor actor = allowed(caller, name);
        OffsetDateTime now = Moments.now(register.clock());
        if (until.map(end -> !end.isAfter(now)).orElse(false)) {
            throw Input.wrong("until", "须在将来", "is in the future");
        }
        String secret = Secrets.make();
        return register.change((c, revision) -> {
            Client before = known(name);
            int id = room(c, before, Credential.Kind.SECRET, now);
            byte[] envelope = ClientProofs.seal(crypto, name, id, secret);
            add(c, name, id, Credential.Kind.SECRET, "", envelope, now, until);
            touch(c, name, revision);
            record(
                    c,
                    actor,
                    "credential-issued",
                    Optional.of(before),
                    name,
                    new Json().put("credential", id).put("kind", Credential.Kind.SECRET.name()));
            return new IssuedSecret(id, secret);
        });
    }

    Client bind(Caller caller, String name, X509Certificate certificate) {
        Actor actor = allowed(caller, name);
        boolean moves = actor.role().equals(Role.SECURITY_ADMINISTRATOR.name());
        OffsetDateTime now = Moments.now(register.clock());
        OffsetDateTime ends = certificate.getNotAfter().toInstant().atOffset(ZoneOffset.UTC);
        if (!ends.isAfter(now)) {
            throw Input.wrong("certificate", "证书已过期", "has expired");
        }
        String fingerprint = ClientProofs.fingerprint(certificate);
        return register.change((c, revision) -> {
            Client before = known(name);
            for (String other : register.clientsOf(fingerprint)) {
                Optional<Credential> bound = register.client(other).stream()
                        .flatMap(held -> held.client().credentials().stream())
                        .filter(credential -> credential.digest().equals(fingerprint))
                        .findFirst();
                if (bound.isPresent() && (!moves || other.equals(name))) {
                    throw Input.wrong("certificate", "已绑定到一个接入系统", "is bound to a client already");
                }
                if (bound.isPresent()) {
                    revoke(c, revision, actor, other, bound.get().id());
                }
            }
            int id = room(c, before, Credential.Kind.CERTIFICATE, now);
            add(c, name, id, Credential.Kind.CERTIFICATE, fingerprint, null, now, Optional.of(ends));
            touch(c, name, revision);
            return record(
                    c,
                    actor,
                    "credential-issued",
                    Optional.of(before),
                    name,
                    new Json()
                            .put("credential", id)
                            .put("kind", Credential.Kind.CERTIFICATE.name())
                            .put("sha256", fingerprint));
        });
    }

    /** The number of the next credential; refuses when two of the kind are valid. */
    private static int room(Connection c, Client client, Credential.Kind kind, OffsetDateTime now) throws SQLException {
        long valid = client.credentials().stream()
                .filter(credential -> credential.kind() == kind && HeldClient.validAt(credential, now))
                .count();
        if (valid >= MOST_VALID) {
            throw Input.wrong(
                    "credential",
                    "同类凭证最多 " + MOST_VALID + " 个同时有效，请先撤销一个",
                    "at most " + MOST_VALID + " of a kind are valid at once: revoke one first");
        }
        int last = Sql.one(
                        c,
                        "select coalesce(max(id), 0) from chama.client_credential where client = ?",
                        row -> row.getInt(1),
                        client.name())
                .orElse(0);
        if (last >= MOST_CREDENTIALS) {
            throw Input.wrong(
                    "credential",
                    "该接入系统的凭证已达 " + MOST_CREDENTIALS + " 个，请新登记一个接入系统",
                    "the client has had " + MOST_CREDENTIALS + " credentials: enter another client");
        }
        return last + 1;
    }

    private static void add(
            Connection c,
            String client,
            int id,
            Credential.Kind kind,
            String digest,
            byte[] secret,
            OffsetDateTime from,
            Optional<OffsetDateTime> until)
            throws SQLException {
        Sql.update(
                c,
                "insert into chama.client_credential (client, id, kind, digest, secret, from_at, until_at, revoked)"
                        + " values (?, ?, ?, ?, ?, ?, ?, false)",
                client,
                id,
                kind.name(),
                digest,
                Optional.ofNullable(secret),
                from,
                until);
    }

    private static void touch(Connection c, String client, long revision) throws SQLException {
        Sql.update(c, "update chama.client set version = version + 1, revision = ? where name = ?", revision, client);
    }

    Client revoke(Caller caller, String name, int credential) {
        Actor actor = allowed(caller, name);
        return register.change((c, revision) -> revoke(c, revision, actor, name, credential));
    }

    private Client revoke(Connection c, long revision, Actor actor, String name, int credential) throws SQLException {
        Client before = known(name);
        int revoked = Sql.update(
                c,
                "update chama.client_credential set revoked = true, secret = null, until_at = ?"
                        + " where client = ? and id = ? and not revoked",
                Moments.now(register.clock()),
                name,
                credential);
        if (revoked == 0) {
            throw Input.unknown("credential", "未撤销的凭证", "credential that is not revoked");
        }
        touch(c, name, revision);
        return record(
                c, actor, "credential-revoked", Optional.of(before), name, new Json().put("credential", credential));
    }

    /** Whoever may not change every client learns nothing of one that is not there. */
    private Actor allowed(Caller caller, String name) {
        String department =
                register.client(name).map(held -> held.client().department()).orElse("");
        Actor actor = allowed(caller, name, department);
        known(name);
        return actor;
    }

    private Client known(String name) {
        return register.client(name)
                .map(HeldClient::client)
                .orElseThrow(() -> Input.unknown("client", "接入系统", "client"));
    }
}
