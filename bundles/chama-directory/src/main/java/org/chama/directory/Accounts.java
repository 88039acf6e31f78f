package org.chama.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Account;
import org.chama.api.ledger.Actor;

/** Changes and lists accounts. */
final class Accounts {

    private static final int LONGEST_PERSON = 100;
    private static final int LONGEST_SUBJECT = 255;

    private final Register register;
    private final Access access;
    private final Trail trail;
    private final Passwords passwords;

    Accounts(Register register, Access access, Trail trail, Passwords passwords) {
        this.register = register;
        this.access = access;
        this.trail = trail;
        this.passwords = passwords;
    }

    Listing<Account> list(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        Reach reach = access.reach(caller, Permission.ACCOUNTS_READ);
        if (department.filter(one -> !reach.holds(one)).isPresent()) {
            access.require(caller, Permission.ACCOUNTS_READ, department.get(), "accounts");
        }
        int size = Input.limit(limit);
        List<Object> values = new ArrayList<>();
        StringBuilder where = new StringBuilder("a.name in (select p.name from chama.account p where p.name > ?");
        values.add(after.orElse(""));
        Set<String> departments = department.map(Set::of).orElse(reach.departments());
        if (department.isPresent() || !reach.everywhere()) {
            where.append(
                            " and exists (select 1 from chama.account_role x where x.account = p.name and x.department in (")
                    .append(String.join(", ", Collections.nCopies(departments.size(), "?")))
                    .append("))");
            values.addAll(departments);
        }
        where.append(" order by p.name fetch first ").append(size + 1).append(" rows only)");
        List<Account> found =
                register.database().read(c -> Loading.accounts(c, where.toString(), values.toArray())).stream()
                        .map(HeldAccount::account)
                        .toList();
        return Input.page(found, size, Account::name);
    }

    String create(Caller caller, String name, String person, Set<Held> held) {
        Input.id("name", name);
        Input.text("person", person, LONGEST_PERSON);
        if (held.isEmpty()) {
            throw Input.wrong("held", "账号至少须有一个角色", "an account has at least one role");
        }
        Held by = allowed(caller, name, held);
        Separation.decider(by, Set.of(), held);
        Separation.check(Set.of(), held, register.places());
        String password = FirstPassword.make();
        String hash = passwords.hash(password.toCharArray());
        Actor actor = Actor.of(caller, by);
        return register.change((c, revision) -> {
            if (register.account(name).isPresent()) {
                throw Input.wrong("name", "账号名已被使用，且不会再次使用", "is used already, and never again");
            }
            Separation.check(Set.of(), held, register.places());
            Account account = new Account(name, person, Optional.empty(), held, true, Optional.empty(), 1);
            insert(c, account, hash, revision);
            trail.changed(c, actor, "account-created", about(name), roles(held), "", Canonical.of(account));
            return password;
        });
    }

    /** Asks for the permission in each department a role is held in. @return the role by which it is allowed in all of them */
    private Held allowed(Caller caller, String name, Set<Held> held) {
        Held by = null;
        for (Held one : held) {
            by = access.require(caller, Permission.ACCOUNTS_CHANGE, one.department(), about(name));
        }
        return by;
    }

    static void insert(Connection c, Account account, String hash, long revision) throws SQLException {
        Sql.update(
                c,
                "insert into chama.account (name, person, enabled, must_change, password_hash, failures, version, revision)"
                        + " values (?, ?, ?, true, ?, 0, ?, ?)",
                account.name(),
                account.person(),
                account.enabled(),
                hash,
                account.version(),
                revision);
        roles(c, account);
    }

    private static void roles(Connection c, Account account) throws SQLException {
        Sql.batch(
                c,
                "insert into chama.account_role (account, role, department) values (?, ?, ?)",
                account.held().stream()
                        .map(held -> new Object[] {account.name(), held.role().name(), held.department()})
                        .toList());
    }

    Account change(Caller caller, Account account) {
        HeldAccount seen = seen(caller, account.name());
        Set<Held> both = new HashSet<>(seen.account().held());
        both.addAll(account.held());
        Held by = allowed(caller, account.name(), both);
        Input.text("person", account.person(), LONGEST_PERSON);
        account.subject().ifPresent(subject -> Input.text("subject", subject, LONGEST_SUBJECT));
        Actor actor = Actor.of(caller, by);
        return register.change((c, revision) -> {
            HeldAccount held = known(account.name());
            Account before = held.account();
            if (before.version() != account.version()) {
                throw Input.stale();
            }
            boolean duties = !before.held().equals(account.held())
                    || before.enabled() != account.enabled()
                    || !before.subject().equals(account.subject());
            if (duties) {
                Separation.notOneself(caller, account.name());
            }
            Separation.decider(by, before.held(), account.held());
            Set<Held> kept = before.enabled() ? before.held() : Set.of();
            Separation.check(account.enabled() ? kept : before.held(), account.held(), register.places());
            Account after = new Account(
                    account.name(),
                    account.person(),
                    account.subject(),
                    account.held(),
                    account.enabled(),
                    before.lockedUntil(),
                    account.version() + 1);
            boolean password = held.password() && before.subject().equals(after.subject());
            Separation.lastAdministrator(
                    register, held, new HeldAccount(after, held.mustChange(), password, held.passwords()));
            write(c, revision, before, after);
            record(c, actor, before, after);
            return after;
        });
    }

    private void write(Connection c, long revision, Account before, Account after) throws SQLException {
        boolean subject = !before.subject().equals(after.subject());
        if (subject && after.subject().flatMap(register::accountOf).isPresent()) {
            throw Input.wrong("subject", "已绑定到另一账号", "is bound to another account");
        }
        Sql.update(
                c,
                "update chama.account set person = ?, subject = ?, enabled = ?, version = ?, revision = ? where name = ?",
                after.person(),
                after.subject(),
                after.enabled(),
                after.version(),
                revision,
                after.name());
        if (subject) {
            Sql.update(
                    c,
                    "update chama.account set password_hash = null, password_version = password_version + 1,"
                            + " must_change = false where name = ?",
                    after.name());
        }
        if (!before.held().equals(after.held())) {
            Sql.update(c, "delete from chama.account_role where account = ?", after.name());
            roles(c, after);
        }
        if (subject || !after.enabled()) {
            Sessions.end(c, after.name());
        }
    }

    /** One line for each thing that changed; all name the account's digests before and after. */
    private void record(Connection c, Actor actor, Account before, Account after) throws SQLException {
        String about = about(after.name());
        String from = Canonical.of(before);
        String to = Canonical.of(after);
        List<Held> granted = after.held().stream()
                .filter(held -> !before.held().contains(held))
                .toList();
        List<Held> revoked = before.held().stream()
                .filter(held -> !after.held().contains(held))
                .toList();
        if (!granted.isEmpty()) {
            trail.changed(c, actor, "role-granted", about, roles(granted), from, to);
        }
        if (!revoked.isEmpty()) {
            trail.changed(c, actor, "role-revoked", about, roles(revoked), from, to);
        }
        if (before.enabled() != after.enabled()) {
            trail.changed(c, actor, after.enabled() ? "account-enabled" : "account-disabled", about, "{}", from, to);
        }
        if (!before.subject().equals(after.subject()) || !before.person().equals(after.person())) {
            trail.changed(
                    c,
                    actor,
                    "account-changed",
                    about,
                    new Json()
                            .put("subject", !before.subject().equals(after.subject()))
                            .put("person", !before.person().equals(after.person()))
                            .end(),
                    from,
                    to);
        }
    }

    String resetPassword(Caller caller, String name) {
        HeldAccount seen = seen(caller, name);
        Held by = allowed(caller, name, seen.account().held());
        Separation.notOneself(caller, name);
        Separation.decider(by, seen.account().held(), seen.account().held());
        String password = FirstPassword.make();
        String hash = passwords.hash(password.toCharArray());
        Actor actor = Actor.of(caller, by);
        return register.change((c, revision) -> {
            Account account = known(name).account();
            Separation.decider(by, account.held(), account.held());
            if (account.subject().isPresent()) {
                throw Input.wrong(
                        "subject", "该账号由统一身份认证登录，没有口令", "this account signs in at the issuer and has no password");
            }
            Sql.update(
                    c,
                    "update chama.account set password_hash = ?, password_version = password_version + 1, must_change = true,"
                            + " failures = 0, failing_since = null, locked_until = null, version = version + 1, revision = ? where name = ?",
                    hash,
                    revision,
                    name);
            Sessions.end(c, name);
            trail.step(c, actor, "password-reset", about(name), "{}");
            return password;
        });
    }

    /** Whoever may not change every account learns nothing of one that is not there. */
    private HeldAccount seen(Caller caller, String name) {
        if (register.account(name).isEmpty()) {
            access.require(caller, Permission.ACCOUNTS_CHANGE, "", "account");
        }
        return known(name);
    }

    private HeldAccount known(String name) {
        return register.account(name).orElseThrow(() -> Input.unknown("account", "账号", "account"));
    }

    private static String about(String name) {
        return "account:" + name;
    }

    private static String roles(Collection<Held> held) {
        return new Json().put("held", Canonical.held(held)).end();
    }
}
