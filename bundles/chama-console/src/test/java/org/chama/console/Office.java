package org.chama.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Role;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.Directory;
import org.chama.api.directory.Region;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;

/** One of everything in a directory; remembers what it was told. */
final class Office implements Administration, Directory {

    static final Region REGION = new Region(
            "530000", "云南省", Region.Level.PROVINCE, Optional.empty(), LocalDate.of(1949, 10, 1), Optional.empty());
    static final Department DEPARTMENT = new Department(
            "police",
            "11530000MB0000000X",
            "公安厅",
            Department.Kind.GOVERNMENT,
            "530000",
            Optional.empty(),
            false,
            true,
            3);
    static final Account ACCOUNT = new Account(
            "li", "李", Optional.empty(), Set.of(new Held(Role.OPERATOR, "police")), true, Optional.empty(), 5);
    static final Client CLIENT = new Client(
            "register",
            "police",
            "人口登记",
            true,
            List.of(new Client.Credential(
                    1,
                    Client.Credential.Kind.SECRET,
                    "",
                    OffsetDateTime.parse("2026-11-25T08:30:00+08:00"),
                    Optional.empty(),
                    Optional.of(OffsetDateTime.parse("2026-11-25T08:30:00+08:00")))),
            7);

    final List<String> orders = new ArrayList<>();
    Object put;

    @Override
    public Listing<Region> regions(Caller caller, RegionFilter filter, Optional<String> after, int limit) {
        orders.add(caller.identity().actor() + " " + filter);
        return listing(REGION);
    }

    @Override
    public Region put(Caller caller, Region region) {
        return put(region);
    }

    @Override
    public Listing<Department> departments(Caller caller, DepartmentFilter filter, Optional<String> after, int limit) {
        orders.add(caller.identity().actor() + " " + filter);
        return listing(DEPARTMENT);
    }

    @Override
    public Department put(Caller caller, Department department) {
        if (department.version() == 2) {
            throw new RefusedException("stale-version", "版本已变", "another change came first");
        }
        return put(department);
    }

    @Override
    public Listing<Account> accounts(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        return listing(ACCOUNT);
    }

    @Override
    public String create(Caller caller, String name, String person, Set<Held> held) {
        orders.add("create " + name + " " + held);
        if (name.equals("taken")) {
            throw new RefusedException("already-there", "账号已存在", "the name is taken");
        }
        return "first-password";
    }

    @Override
    public Account change(Caller caller, Account account) {
        return put(account);
    }

    @Override
    public String resetPassword(Caller caller, String account) {
        orders.add("reset " + account);
        return "new-password";
    }

    @Override
    public Listing<Client> clients(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        return listing(CLIENT);
    }

    @Override
    public Client put(Caller caller, Client client) {
        return put(client);
    }

    @Override
    public IssuedSecret issueSecret(Caller caller, String client, Optional<OffsetDateTime> until) {
        orders.add("secret " + client + " " + until);
        return new IssuedSecret(2, "the-secret");
    }

    @Override
    public Client bind(Caller caller, String client, X509Certificate certificate) {
        orders.add("bind " + client + " " + certificate.getSubjectX500Principal());
        return CLIENT;
    }

    @Override
    public Client revoke(Caller caller, String client, int credential) {
        orders.add("revoke " + client + " " + credential);
        return CLIENT;
    }

    @Override
    public List<Responsibility> responsibilities(Caller caller, String dataset) {
        return List.of(new Responsibility(dataset, Stage.STORAGE, "police", "li"));
    }

    @Override
    public void put(Caller caller, Responsibility responsibility) {
        put(responsibility);
    }

    @Override
    public void exportCsv(Caller caller, Sheet sheet, OutputStream into) {
        try {
            into.write(("code,name\n530000,云南省 " + sheet + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Imported importCsv(Caller caller, Sheet sheet, InputStream csv) {
        try {
            String text = new String(csv.readAllBytes(), StandardCharsets.UTF_8);
            return text.contains("wrong")
                    ? new Imported(0, 0, 0, List.of(new LineRefusal(2, Refusal.of("wrong-code", "代码不对", "bad code"))))
                    : new Imported(1, 2, 3, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<Region> region(String code, LocalDate on) {
        return Optional.of(REGION);
    }

    @Override
    public Optional<Department> department(String id) {
        return id.equals("police") ? Optional.of(DEPARTMENT) : Optional.empty();
    }

    @Override
    public List<Department> departments() {
        return List.of(DEPARTMENT);
    }

    @Override
    public Set<String> departmentsWithin(String region) {
        return Set.of("police");
    }

    @Override
    public Optional<Department> authority(String department) {
        return Optional.empty();
    }

    @Override
    public Optional<Account> account(String name) {
        if (name.equals("li")) {
            return Optional.of(ACCOUNT);
        }
        return name.equals("gone")
                ? Optional.empty()
                : Optional.of(new Account(
                        name, name, Optional.empty(), ACCOUNT.held(), !name.equals("off"), Optional.empty(), 1));
    }

    @Override
    public Optional<Client> client(String name) {
        return name.equals("register") ? Optional.of(CLIENT) : Optional.empty();
    }

    private <T> T put(T thing) {
        put = thing;
        return thing;
    }

    private static <T> Listing<T> listing(T entry) {
        return new Listing<>(List.of(entry), Optional.of("t2"));
    }
}
