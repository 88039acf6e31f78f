package org.chama.broker;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.Directory;
import org.chama.api.directory.Region;

/** A directory in memory: clients whose secret is {@code secret of <name>}, and everything that was refused. */
final class Clients implements Authentication, Access, Directory {

    private static final Refusal WRONG = Refusal.of("not-signed-in", "不对", "wrong");

    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final Map<X509Certificate, String> certificates = new ConcurrentHashMap<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    Guards guards() {
        return new Guards(this, this, this);
    }

    /** Every refusal: who, what. */
    List<String> refused() {
        return refused;
    }

    void enter(String name, String department) {
        Client.Credential secret = new Client.Credential(
                1, Client.Credential.Kind.SECRET, "", OffsetDateTime.MIN, Optional.empty(), Optional.empty());
        clients.put(name, new Client(name, department, name, true, List.of(secret), 1));
    }

    void bind(String name, X509Certificate certificate) {
        certificates.put(certificate, name);
    }

    void revoke(String name) {
        Client client = clients.get(name);
        certificates.values().remove(name);
        clients.put(name, new Client(name, client.department(), name, true, List.of(), client.version() + 1));
    }

    @Override
    public Outcome secret(String client, char[] secret, Origin origin) {
        Client found = clients.get(client);
        boolean right =
                found != null && !found.credentials().isEmpty() && new String(secret).equals("secret of " + client);
        return right ? known(found, "username-token") : refuse(client, origin);
    }

    @Override
    public Outcome certificate(List<X509Certificate> chain, Origin origin) {
        String name = certificates.get(chain.get(0));
        return name == null ? refuse("certificate", origin) : known(clients.get(name), "certificate");
    }

    private static Outcome known(Client client, String method) {
        Held held = new Held(Role.SYSTEM, client.department());
        return new Outcome.Known(new Identity(Identity.Kind.CLIENT, client.name(), Set.of(held), method), false);
    }

    private Outcome refuse(String claimed, Origin origin) {
        refused(origin, claimed, WRONG);
        return new Outcome.Refused(WRONG);
    }

    @Override
    public Held require(Caller caller, Permission permission, String department, String about) {
        if (!may(caller.identity(), permission, department)) {
            refused.add(caller.identity().actor() + " " + permission + " " + about);
            throw new RefusedException("forbidden", "无权", "forbidden");
        }
        return new Held(Role.SYSTEM, department);
    }

    @Override
    public boolean may(Identity identity, Permission permission, String department) {
        return (permission == Permission.INTAKE || permission == Permission.DELIVERIES_TAKE)
                && identity.held().contains(new Held(Role.SYSTEM, department));
    }

    @Override
    public void refused(Origin origin, String claimed, Refusal why) {
        refused.add(claimed + " from " + origin.channel() + " " + origin.address());
    }

    @Override
    public void turnedAway(Caller caller, String about, Refusal why) {
        refused(caller.origin(), caller.identity().name(), why);
    }

    @Override
    public Optional<Client> client(String name) {
        return Optional.ofNullable(clients.get(name));
    }

    @Override
    public Optional<Duration> tooMany(Caller caller) {
        return Optional.empty();
    }

    @Override
    public Reach reach(Caller caller, Permission permission) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome password(String account, char[] password, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome session(String token, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome bearer(String token, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome digest(String client, byte[] nonce, String created, String digest, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Outcome signature(SignedRequest request, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public Session open(Identity identity, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public void close(String token) {
        throw new IllegalStateException();
    }

    @Override
    public Optional<Refusal> change(String account, char[] before, char[] after, Origin origin) {
        throw new IllegalStateException();
    }

    @Override
    public String csrf(String token) {
        throw new IllegalStateException();
    }

    @Override
    public Optional<Region> region(String code, LocalDate on) {
        return Optional.empty();
    }

    @Override
    public Optional<Department> department(String id) {
        return Optional.empty();
    }

    @Override
    public List<Department> departments() {
        return List.of();
    }

    @Override
    public Set<String> departmentsWithin(String region) {
        return Set.of();
    }

    @Override
    public Optional<Department> authority(String department) {
        return Optional.empty();
    }

    @Override
    public Optional<Account> account(String name) {
        return Optional.empty();
    }
}
