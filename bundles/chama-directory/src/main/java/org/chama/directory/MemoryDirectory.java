package org.chama.directory;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.directory.Account;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.Directory;
import org.chama.api.directory.Region;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks up in the {@link Register}. */
@Component
public final class MemoryDirectory implements Directory {

    private final Register register;

    @Activate
    public MemoryDirectory(@Reference Register register) {
        this.register = register;
    }

    @Override
    public Optional<Region> region(String code, LocalDate on) {
        return register.places().region(code, on);
    }

    @Override
    public Optional<Department> department(String id) {
        return register.places().department(id);
    }

    @Override
    public List<Department> departments() {
        return List.copyOf(register.places().departments().values());
    }

    @Override
    public Set<String> departmentsWithin(String region) {
        return register.places().departmentsWithin(region);
    }

    @Override
    public Optional<Department> authority(String department) {
        Places places = register.places();
        return places.department(department).flatMap(one -> places.authorityOf(one.region()));
    }

    @Override
    public Optional<Account> account(String name) {
        return register.account(name).map(HeldAccount::account);
    }

    @Override
    public Optional<Client> client(String name) {
        return register.client(name).map(HeldClient::client);
    }
}
