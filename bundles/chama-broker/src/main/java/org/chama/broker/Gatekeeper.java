package org.chama.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Authentication;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.broker.Queues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the node's own account do everything, and a client send to its department's intake and take its department's deliveries. A
 * connection that showed a certificate is who the certificate says; the node's account is not taken there. Thread-safe.
 *
 * <p>Asked for every message: what a connection has proved is kept here until {@link #sweep} finds that it no longer stands, or the
 * connection is gone. The broker's own caches stay off: they tell neither certificates of one subject apart nor connections.
 */
final class Gatekeeper implements ActiveMQSecurityManager5 {

    static final Role NODE_ROLE =
            new Role("node", true, true, true, true, true, true, false, true, true, true, true, true);

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_SECRET = 1024;
    private static final int LONGEST_ADDRESS = 200;
    private static final Refusal NOT_SIGNED_IN = Refusal.of(
            "not-signed-in", "用户名、密钥或证书不正确，或没有给出", "user name, secret or certificate is wrong or was not given");

    /** A proof on a connection; CORE may carry several on one. */
    private record Seat(RemotingConnection connection, String proof) {}

    private final String user;
    private final byte[] password;
    private final Subject node;
    private final Supplier<Optional<Guards>> guards;
    private final Clock clock;
    private final byte[] salt = new byte[16];
    private final Map<Seat, Subject> seats = new ConcurrentHashMap<>();

    /** @param guards none while the directory is away: then only the node itself gets in */
    Gatekeeper(String user, String password, Supplier<Optional<Guards>> guards, Clock clock) {
        this.user = user;
        this.password = password.getBytes(StandardCharsets.UTF_8);
        this.guards = guards;
        this.clock = clock;
        this.node = subject(new Identity(Identity.Kind.NODE, user, Set.of(), "local"));
        new SecureRandom().nextBytes(salt);
    }

    /** What the broker writes on messages of the node. */
    static String sender(String user) {
        return new Identity(Identity.Kind.NODE, user, Set.of(), "local").actor();
    }

    @Override
    public Subject authenticate(String name, String secret, RemotingConnection connection, String domain) {
        X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
        boolean shown = chain != null && chain.length > 0;
        if (!shown && user.equals(name)) {
            if (secret != null && MessageDigest.isEqual(password, secret.getBytes(StandardCharsets.UTF_8))) {
                return node;
            }
            guards.get().ifPresent(open -> open.access().refused(origin(connection), user, NOT_SIGNED_IN));
            return null;
        }
        if (connection == null || tooLong(name, LONGEST_NAME) || tooLong(secret, LONGEST_SECRET)) {
            return null;
        }
        Seat seat = new Seat(connection, proof(name, secret));
        Subject known = seats.get(seat);
        if (known != null) {
            return known;
        }
        return guards.get()
                .flatMap(open -> guest(open, name, secret, shown ? List.of(chain) : List.of(), origin(connection)))
                .map(guest -> seated(seat, guest))
                .orElse(null);
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType type, String address) {
        if (subject == node) {
            return roles.stream().anyMatch(type::hasRole);
        }
        Optional<Guards> open = guards.get();
        Optional<Guest> guest = guest(subject);
        if (open.isEmpty() || guest.isEmpty()) {
            return false;
        }
        Caller caller = guest.get().caller();
        try {
            if (type == CheckType.SEND && address.startsWith(Queues.INTAKE)) {
                String department = address.substring(Queues.INTAKE.length());
                open.get().access().require(caller, Permission.INTAKE, department, about(address));
                return true;
            }
            if ((type == CheckType.CONSUME || type == CheckType.BROWSE) && address.startsWith(Queues.DELIVERY)) {
                int end = address.indexOf('.', Queues.DELIVERY.length());
                String department = address.substring(Queues.DELIVERY.length(), end < 0 ? address.length() : end);
                open.get().access().require(caller, Permission.DELIVERIES_TAKE, department, about(address));
                return true;
            }
            // whatever it is, it belongs to the node: asked so that the refusal is recorded
            open.get().access().require(caller, Permission.RUNTIME, "", about(address));
            return false;
        } catch (RefusedException e) {
            LOG.debug("{} of {} refused to {}", type, address, caller.identity().actor());
            return false;
        }
    }

    @Override
    public boolean validateUser(String name, String secret) {
        return authenticate(name, secret, null, null) != null;
    }

    @Override
    public boolean validateUserAndRole(String name, String secret, Set<Role> roles, CheckType type) {
        return authenticate(name, secret, null, null) == node && roles.stream().anyMatch(type::hasRole);
    }

    /** Ends the connections of clients that were disabled or lost a credential; forgets those that are gone. */
    void sweep() {
        Optional<Guards> open = guards.get();
        OffsetDateTime now = OffsetDateTime.now(clock);
        seats.forEach((seat, subject) -> {
            Guest guest = guest(subject).orElseThrow();
            boolean gone = seat.connection().isDestroyed();
            if (gone || open.isPresent() && !guest.stands(open.get().directory(), now)) {
                seats.remove(seat);
                if (!gone) {
                    LOG.info("Client {} was disconnected: its credentials were changed", guest.getName());
                    seat.connection().fail(new ActiveMQSecurityException("signed out"));
                }
            }
        });
    }

    private Optional<Guest> guest(Guards open, String name, String secret, List<X509Certificate> chain, Origin origin) {
        Authentication.Outcome outcome = chain.isEmpty()
                ? bySecret(open, name, secret, origin)
                : open.authentication().certificate(chain, origin);
        if (!(outcome instanceof Authentication.Outcome.Known known)) {
            return Optional.empty();
        }
        Identity identity = known.identity();
        boolean another = !chain.isEmpty() && name != null && !name.isEmpty() && !name.equals(identity.name());
        if (identity.kind() != Identity.Kind.CLIENT || another) {
            open.access().turnedAway(new Caller(identity, origin), "door:queue", NOT_SIGNED_IN);
            return Optional.empty();
        }
        Caller caller = new Caller(identity, origin);
        if (open.access().tooMany(caller).isPresent()) {
            return Optional.empty();
        }
        return Guest.of(caller, open.directory(), OffsetDateTime.now(clock));
    }

    private static Authentication.Outcome bySecret(Guards open, String name, String secret, Origin origin) {
        if (name == null || name.isEmpty() || secret == null) {
            open.access().refused(origin, name == null ? "" : name, NOT_SIGNED_IN);
            return new Authentication.Outcome.Refused(NOT_SIGNED_IN);
        }
        char[] characters = secret.toCharArray();
        try {
            return open.authentication().secret(name, characters, origin);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private Subject seated(Seat seat, Guest guest) {
        Subject subject = subject(guest.caller().identity());
        subject.getPrincipals().add(guest);
        seats.put(seat, subject);
        return subject;
    }

    /** Its user principal is what the broker writes on messages: {@code client:…} is never {@code node:…}. */
    private static Subject subject(Identity identity) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(identity.actor()));
        subject.getPrincipals().add(new IdentityPrincipal(identity, false));
        return subject;
    }

    private static Optional<Guest> guest(Subject subject) {
        return subject == null
                ? Optional.empty()
                : subject.getPrincipals().stream()
                        .filter(Guest.class::isInstance)
                        .map(Guest.class::cast)
                        .findFirst();
    }

    private static boolean tooLong(String text, int limit) {
        return text != null && text.length() > limit;
    }

    /** Tells what was shown on a connection apart without keeping it. */
    private String proof(String name, String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(salt);
            sha.update(String.valueOf(name).getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
            sha.update(String.valueOf(secret).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String about(String address) {
        return "queue:" + (address.length() > LONGEST_ADDRESS ? address.substring(0, LONGEST_ADDRESS) : address);
    }

    private static Origin origin(RemotingConnection connection) {
        String remote = connection == null ? "" : String.valueOf(connection.getRemoteAddress());
        return new Origin(
                Origin.Channel.QUEUE, numeric(remote), UUID.randomUUID().toString());
    }

    /** {@code /127.0.0.1:50000}, {@code [0:0:0:0:0:0:0:1]:50000} and {@code tcp://…} without what is not the address. */
    static String numeric(String remote) {
        int start = remote.lastIndexOf('/') + 1;
        int port = remote.lastIndexOf(':');
        String host = port > start ? remote.substring(start, port) : "";
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
