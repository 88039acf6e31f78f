package org.chama.directory;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.crypto.Crypto;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.OpenMatters;
import org.chama.api.directory.Region;
import org.chama.api.directory.Responsibility;
import org.chama.api.ledger.Ledger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The directory's administration: one class a word does it. */
@Component(service = Administration.class)
public final class DirectoryAdministration implements Administration {

    private final Regions regions;
    private final Departments departments;
    private final Accounts accounts;
    private final Clients clients;
    private final Responsibilities responsibilities;
    private final Sheets sheets;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private final List<OpenMatters> matters = new CopyOnWriteArrayList<>();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile Datasets datasets;

    @Activate
    public DirectoryAdministration(
            @Reference Register register,
            @Reference Access access,
            @Reference Passwords passwords,
            @Reference Ledger ledger,
            @Reference Crypto crypto) {
        Trail trail = new Trail(ledger, crypto);
        this.regions = new Regions(register, access, trail);
        this.departments = new Departments(register, access, trail, () -> matters);
        this.accounts = new Accounts(register, access, trail, passwords);
        this.clients = new Clients(register, access, trail, crypto);
        this.responsibilities = new Responsibilities(register, access, trail, () -> Optional.ofNullable(datasets));
        this.sheets = new Sheets(register, access, regions, departments);
    }

    /** For tests, where nobody injects. */
    DirectoryAdministration with(Datasets all, OpenMatters... open) {
        datasets = all;
        matters.addAll(List.of(open));
        return this;
    }

    @Override
    public Listing<Region> regions(Caller caller, RegionFilter filter, Optional<String> after, int limit) {
        return regions.list(caller, filter, after, limit);
    }

    @Override
    public Region put(Caller caller, Region region) {
        return regions.put(caller, region);
    }

    @Override
    public Listing<Department> departments(Caller caller, DepartmentFilter filter, Optional<String> after, int limit) {
        return departments.list(caller, filter, after, limit);
    }

    @Override
    public Department put(Caller caller, Department department) {
        return departments.put(caller, department);
    }

    @Override
    public Listing<Account> accounts(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        return accounts.list(caller, department, after, limit);
    }

    @Override
    public String create(Caller caller, String name, String person, Set<Held> held) {
        return accounts.create(caller, name, person, held);
    }

    @Override
    public Account change(Caller caller, Account account) {
        return accounts.change(caller, account);
    }

    @Override
    public String resetPassword(Caller caller, String account) {
        return accounts.resetPassword(caller, account);
    }

    @Override
    public Listing<Client> clients(Caller caller, Optional<String> department, Optional<String> after, int limit) {
        return clients.list(caller, department, after, limit);
    }

    @Override
    public Client put(Caller caller, Client client) {
        return clients.put(caller, client);
    }

    @Override
    public IssuedSecret issueSecret(Caller caller, String client, Optional<OffsetDateTime> until) {
        return clients.issueSecret(caller, client, until);
    }

    @Override
    public Client bind(Caller caller, String client, X509Certificate certificate) {
        return clients.bind(caller, client, certificate);
    }

    @Override
    public Client revoke(Caller caller, String client, int credential) {
        return clients.revoke(caller, client, credential);
    }

    @Override
    public List<Responsibility> responsibilities(Caller caller, String dataset) {
        return responsibilities.list(caller, dataset);
    }

    @Override
    public void put(Caller caller, Responsibility responsibility) {
        responsibilities.put(caller, responsibility);
    }

    @Override
    public void exportCsv(Caller caller, Sheet sheet, OutputStream into) {
        sheets.write(caller, sheet, into);
    }

    @Override
    public Imported importCsv(Caller caller, Sheet sheet, InputStream csv) {
        return sheets.read(caller, sheet, csv);
    }
}
