package org.chama.api.directory;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.desk.Listing;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes and lists the directory. Every method asks {@link org.chama.api.access.Access} first, checks its input, and leaves a line in
 * the ledger in the same transaction. Thread-safe.
 *
 * <p>Throws {@link org.chama.api.RefusedException}: {@code forbidden}, {@code stale-version} when another change came first,
 * {@code unknown-…}, {@code wrong-…} with the field and the reason.
 */
@ProviderType
public interface Administration {

    Listing<Region> regions(Caller caller, RegionFilter filter, Optional<String> after, int limit);

    /** Puts a region in for a period, or changes the end of one; periods of a code must not overlap. */
    Region put(Caller caller, Region region);

    Listing<Department> departments(Caller caller, DepartmentFilter filter, Optional<String> after, int limit);

    /** Enters a department (version 0) or changes it; closing one that has open matters is refused with their list. */
    Department put(Caller caller, Department department);

    Listing<Account> accounts(Caller caller, Optional<String> department, Optional<String> after, int limit);

    /**
     * Makes an account.
     *
     * @return its first password, once; it must be changed at the first sign-in
     */
    String create(Caller caller, String name, String person, Set<Held> held);

    /** Changes name, roles, OpenID Connect subject, or whether it is enabled; of one's own the name only. */
    Account change(Caller caller, Account account);

    /** A new first password; ends the account's sessions and its lock. */
    String resetPassword(Caller caller, String account);

    Listing<Client> clients(Caller caller, Optional<String> department, Optional<String> after, int limit);

    /** Enters a client (version 0) or changes its title or whether it is enabled. */
    Client put(Caller caller, Client client);

    /** @return a new secret, once */
    IssuedSecret issueSecret(Caller caller, String client, Optional<OffsetDateTime> until);

    /**
     * Binds a certificate to the client. One that is bound to another client is moved by a security administrator only, with lines about
     * both: whoever bound it there first need not have held its key.
     */
    Client bind(Caller caller, String client, X509Certificate certificate);

    /** Ends a credential at once; its connections and sessions end within seconds. */
    Client revoke(Caller caller, String client, int credential);

    List<Responsibility> responsibilities(Caller caller, String dataset);

    void put(Caller caller, Responsibility responsibility);

    /** Writes all regions or departments as CSV in UTF-8 with a heading. */
    void exportCsv(Caller caller, Sheet sheet, OutputStream into);

    /** Takes a CSV of the form {@link #exportCsv} writes: all lines or none. */
    Imported importCsv(Caller caller, Sheet sheet, InputStream csv);

    /** What can be taken in and out by file. */
    enum Sheet {
        REGIONS,
        DEPARTMENTS
    }

    /** @param refused line number and reason; when there is one, nothing was changed */
    record Imported(int added, int changed, int same, List<LineRefusal> refused) {}

    record LineRefusal(long line, Refusal refusal) {}

    record IssuedSecret(int id, String secret) {}

    record RegionFilter(Optional<String> superior, Optional<Region.Level> level, Optional<LocalDate> validOn) {}

    record DepartmentFilter(
            Optional<String> region,
            Optional<Department.Kind> kind,
            Optional<Boolean> authority,
            Optional<Boolean> open) {}
}
