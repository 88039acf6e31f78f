package org.chama.api.directory;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Looks up who there is; answers from memory, at most two seconds behind another node's change. Thread-safe. */
@ProviderType
public interface Directory {

    Optional<Region> region(String code, LocalDate on);

    Optional<Department> department(String id);

    List<Department> departments();

    /** The departments of a region and of all regions below it. */
    Set<String> departmentsWithin(String region);

    /** The data authority that supervises a department: of its region, or else of the nearest region above. */
    Optional<Department> authority(String department);

    Optional<Account> account(String name);

    Optional<Client> client(String name);
}
