package org.chama.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.Text;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Role;
import org.chama.api.database.Database;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;

/** The directory of one node over a database. */
final class TestNode implements AutoCloseable {

    static final Origin ORIGIN = new Origin(Origin.Channel.REST, "192.0.2.7", "r-1");

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    final Hand clock;
    final ListedLedger ledger = new ListedLedger();
    final SmallCrypto crypto;
    final Passwords passwords;
    final Register register;
    final RoleAccess access;
    final DirectoryAuthentication authentication;
    final DirectoryAdministration administration;
    final MemoryDirectory directory;
    final FixedDatasets datasets = new FixedDatasets();
    final List<Text> openElsewhere = new CopyOnWriteArrayList<>();
    private final Path data;

    TestNode(Database database, Path data) {
        this(database, data, new Hand(), new SmallCrypto(), Map.of());
    }

    TestNode(Database database, Path data, Hand clock, SmallCrypto crypto, Map<String, Object> settings) {
        this.clock = clock;
        this.crypto = crypto;
        this.data = data;
        passwords = new Passwords(Defaults.of(Passwords.Settings.class, Map.of("memory_kib", 64, "passes", 1)));
        register = new Register(database, ledger, crypto, passwords, data, clock);
        access = new RoleAccess(register, ledger, Defaults.of(RoleAccess.Settings.class, settings));
        authentication = new DirectoryAuthentication(
                register,
                access,
                passwords,
                ledger,
                crypto,
                Defaults.of(DirectoryAuthentication.Settings.class, settings));
        administration = new DirectoryAdministration(register, access, passwords, ledger, crypto)
                .with(datasets, (c, department) -> List.copyOf(openElsewhere));
        directory = new MemoryDirectory(register);
    }

    Path firstPasswordFile() {
        return data.resolve("secrets/administrator");
    }

    String firstPassword() throws IOException {
        return Files.readString(firstPasswordFile()).strip();
    }

    Caller administrator() {
        return caller(FirstStart.ADMINISTRATOR);
    }

    Caller caller(String account) {
        return new Caller(register.account(account).orElseThrow().identity("session"), ORIGIN);
    }

    Caller client(String client) {
        return new Caller(register.client(client).orElseThrow().identity("signature"), ORIGIN);
    }

    static Caller nobody() {
        return new Caller(Identity.NOBODY, ORIGIN);
    }

    /** Makes an account with one role. @return its first password */
    String account(String name, Role role, String department) {
        return administration.create(administrator(), name, "测试员", Set.of(new Held(role, department)));
    }

    /** An officer of the province's authority, made when there is none. */
    Caller officer() {
        if (register.account("officer").isEmpty()) {
            account("officer", Role.AUTHORITY_OFFICER, "data-authority");
        }
        return caller("officer");
    }

    Department department(String id, int number, String region) {
        return administration.put(officer(), plain(id, number, region));
    }

    static Department plain(String id, int number, String region) {
        return new Department(
                id,
                creditCode(number),
                "测试部门" + number,
                Department.Kind.GOVERNMENT,
                region,
                Optional.empty(),
                false,
                true,
                0);
    }

    /** A credit code with the right check character that belongs to nobody. */
    static String creditCode(int number) {
        String body = "11530000" + String.format("%09d", number);
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < 17; i++) {
            sum += ALPHABET.indexOf(body.charAt(i)) * weight;
            weight = weight * 3 % 31;
        }
        return body + ALPHABET.charAt((31 - sum % 31) % 31);
    }

    Client client(String name, String department) {
        return administration.put(administrator(), new Client(name, department, "测试系统", true, List.of(), 0));
    }

    Outcome signIn(String account, String password) {
        return signIn(account, password, ORIGIN);
    }

    Outcome signIn(String account, String password, Origin origin) {
        char[] secret = password.toCharArray();
        try {
            return authentication.password(account, secret, origin);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    static String code(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.refusal().code() : "";
    }

    @Override
    public void close() {
        authentication.close();
        access.close();
        register.close();
    }
}
