package org.chama.directory;

import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.chama.api.access.Identity;
import org.chama.api.access.IdentityPrincipal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who sits at the console. Karaf decides by the roles a subject got at its log-in; they are taken from it within a second when the
 * account was disabled, or lost a role or its password since. The identity stays, so that what is tried is recorded. Thread-safe.
 */
@Component(service = Seats.class)
public final class Seats implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Seats.class);

    /** @param passwords how many the account had had at the log-in */
    private record Seat(WeakReference<Subject> subject, Identity identity, long passwords) {}

    private final Register register;
    private final Queue<Seat> seats = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService look;

    @Activate
    public Seats(@Reference Register register) {
        this.register = register;
        this.look = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-seats");
            thread.setDaemon(true);
            return thread;
        });
        look.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** A person has signed in. */
    public void take(Subject subject) {
        for (IdentityPrincipal principal : subject.getPrincipals(IdentityPrincipal.class)) {
            Identity identity = principal.identity();
            long passwords = register.account(identity.name())
                    .map(HeldAccount::passwords)
                    .orElse(-1L);
            seats.add(new Seat(new WeakReference<>(subject), identity, passwords));
        }
    }

    void sweep() {
        seats.removeIf(seat -> {
            Subject subject = seat.subject().get();
            if (subject == null) {
                return true;
            }
            if (stands(seat)) {
                return false;
            }
            subject.getPrincipals().removeIf(RolePrincipal.class::isInstance);
            LOG.info("{} has to sign in to the console again", seat.identity().actor());
            return true;
        });
    }

    private boolean stands(Seat seat) {
        return register.account(seat.identity().name())
                .filter(held -> held.account().enabled()
                        && held.passwords() == seat.passwords()
                        && held.account().held().containsAll(seat.identity().held()))
                .isPresent();
    }

    @Deactivate
    @Override
    public void close() {
        look.shutdownNow();
    }
}
