package org.chama.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Role;
import org.chama.api.crypto.Crypto;
import org.chama.api.directory.Account;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.ledger.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts in what a new directory begins with: the divisions, the province's data authority as a placeholder, and one security
 * administrator whose random password stands in a file only its owner can read. Over one database only one node does it.
 */
final class FirstStart {

    static final String ADMINISTRATOR = "administrator";

    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final String RESOURCE = "regions-yunnan.csv";

    /** Its credit code belongs to nobody; the authority's officer enters the real one. */
    private static final Department AUTHORITY = new Department(
            "data-authority",
            "11530000000000019N",
            "云南省数据主管部门（待更名）",
            Department.Kind.GOVERNMENT,
            "530000",
            Optional.empty(),
            true,
            true,
            1);

    private final Register register;
    private final Trail trail;
    private final Crypto crypto;
    private final Passwords passwords;
    private final OneTimeFile file;
    private final Actor actor = Actor.machine("node:first-start");

    FirstStart(Register register, Trail trail, Crypto crypto, Passwords passwords, OneTimeFile file) {
        this.register = register;
        this.trail = trail;
        this.crypto = crypto;
        this.passwords = passwords;
        this.file = file;
    }

    void run() {
        byte[] resource = resource();
        String digest = HexFormat.of().formatHex(crypto.sm3(resource));
        if (!register.database().read(c -> isLoaded(c, digest))) {
            List<Csv.Line> lines = Csv.read(new String(resource, StandardCharsets.UTF_8));
            register.change((c, revision) -> load(c, revision, lines, digest));
        }
        if (register.accounts().isEmpty()) {
            register.change(this::begin);
        }
    }

    private static byte[] resource() {
        try (InputStream in = FirstStart.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLoaded(Connection c, String digest) throws SQLException {
        return Sql.one(
                        c,
                        "select digest from chama.directory_resource where name = ?",
                        row -> row.getString(1),
                        RESOURCE)
                .filter(digest::equals)
                .isPresent();
    }

    /** Adds what is new and renews what no person has edited; a period that would overlap an edited one is left out. */
    private Integer load(Connection c, long revision, List<Csv.Line> lines, String digest) throws SQLException {
        if (isLoaded(c, digest)) {
            // another node that started with this one had its turn first
            return 0;
        }
        List<Object[]> added = new ArrayList<>();
        int renewed = 0;
        for (Csv.Line line : lines.subList(1, lines.size())) {
            Region region = region(line);
            String source = line.get(6);
            String note = line.get(7);
            Optional<Region> there = register.places().periods(region.code()).stream()
                    .filter(one -> one.from().equals(region.from()))
                    .findFirst();
            if (there.isPresent()) {
                renewed += Sql.update(
                        c,
                        "update chama.region set name = ?, superior = ?, until_day = ?, source = ?, note = ?, revision = ?"
                                + " where code = ? and from_day = ? and not edited",
                        region.name(),
                        region.superior(),
                        region.until(),
                        source,
                        note,
                        revision,
                        region.code(),
                        region.from());
            } else if (register.places().periods(region.code()).stream()
                    .noneMatch(one -> Regions.overlap(one, region))) {
                added.add(new Object[] {
                    region.code(),
                    region.from(),
                    region.name(),
                    region.level().name(),
                    region.superior(),
                    region.until(),
                    source,
                    note,
                    false,
                    revision
                });
            }
        }
        Sql.batch(c, Regions.INSERT, added);
        Sql.update(c, "delete from chama.directory_resource where name = ?", RESOURCE);
        Sql.update(c, "insert into chama.directory_resource (name, digest) values (?, ?)", RESOURCE, digest);
        String detail = new Json()
                .put("resource", RESOURCE)
                .put("sm3", digest)
                .put("added", added.size())
                .put("renewed", renewed)
                .end();
        trail.step(c, actor, "regions-loaded", "resource:" + RESOURCE, detail);
        return added.size();
    }

    private static Region region(Csv.Line line) {
        return new Region(
                line.get(0),
                line.get(1),
                Region.Level.valueOf(line.get(2)),
                line.find(3),
                LocalDate.parse(line.get(4)),
                line.find(5).map(LocalDate::parse));
    }

    private Boolean begin(Connection c, long revision) throws SQLException {
        if (!register.accounts().isEmpty()) {
            return false;
        }
        if (register.places().departments().isEmpty()) {
            Departments.insert(c, AUTHORITY, revision);
            trail.changed(
                    c,
                    actor,
                    "department-created",
                    "department:" + AUTHORITY.id(),
                    "{\"placeholder\":true}",
                    "",
                    Canonical.of(AUTHORITY));
        }
        Held held = new Held(Role.SECURITY_ADMINISTRATOR, Separation.PLATFORM);
        Account account =
                new Account(ADMINISTRATOR, "首任安全管理员", Optional.empty(), Set.of(held), true, Optional.empty(), 1);
        String password = FirstPassword.make();
        Accounts.insert(c, account, passwords.hash(password.toCharArray()), revision);
        trail.changed(
                c,
                actor,
                "account-created",
                "account:" + ADMINISTRATOR,
                new Json().put("held", Canonical.held(account.held())).end(),
                "",
                Canonical.of(account));
        file.write(password);
        LOG.info(
                "first start: the account {} was made; its one-time password is in {} (首次启动：一次性口令在该文件中，首次登录须修改)",
                ADMINISTRATOR,
                file.path());
        return true;
    }
}
