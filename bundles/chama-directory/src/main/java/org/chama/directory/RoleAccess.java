package org.chama.directory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.access.Role;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.ledger.Ledger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Decides by the roles an identity still holds: one that was disabled, or lost a role after it was proved, is refused within two
 * seconds wherever it is connected. The table is {@link Rules}.
 */
@Component(service = Access.class, configurationPid = "org.chama.access")
@Designate(ocd = RoleAccess.Settings.class)
public final class RoleAccess implements Access, AutoCloseable {

    /** Requests a second, and how refusals are counted. */
    @ObjectClassDefinition(name = "Access 访问控制")
    public @interface Settings {
        int rate_per_second() default 50;

        int burst() default 200;

        int anonymous_rate_per_second() default 20;

        int anonymous_burst() default 100;

        int refusal_window_seconds() default 60;
    }

    /** By which the node itself acts. */
    private static final Held NODE = new Held(Role.SYSTEM, Separation.PLATFORM);

    private final Register register;
    private final Refusals refusals;
    private final Rate known;
    private final Rate anonymous;
    private final ScheduledExecutorService look;

    @Activate
    public RoleAccess(@Reference Register register, @Reference Ledger ledger, Settings settings) {
        if (settings.rate_per_second() < 1
                || settings.burst() < 1
                || settings.anonymous_rate_per_second() < 1
                || settings.anonymous_burst() < 1
                || settings.refusal_window_seconds() < 1
                || settings.refusal_window_seconds() > 3600) {
            throw new RefusedException(
                    "access-settings",
                    "org.chama.access 的速率与突发值至少为 1，refusal.window.seconds 须在 1 到 3600 之间。",
                    "Rates and bursts of org.chama.access are at least 1, refusal.window.seconds is between 1 and 3600.");
        }
        this.register = register;
        this.refusals = new Refusals(register, ledger, Duration.ofSeconds(settings.refusal_window_seconds()));
        Duration second = Duration.ofSeconds(1);
        this.known = new Rate(settings.burst(), settings.rate_per_second(), second, register.clock());
        this.anonymous =
                new Rate(settings.anonymous_burst(), settings.anonymous_rate_per_second(), second, register.clock());
        this.look = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-refusals");
            thread.setDaemon(true);
            return thread;
        });
        look.scheduleWithFixedDelay(refusals::look, 500, 500, TimeUnit.MILLISECONDS);
    }

    @Override
    public Held require(Caller caller, Permission permission, String department, String about) {
        Identity identity = caller.identity();
        Optional<Held> by = by(identity, permission, department);
        if (by.isEmpty()) {
            throw refuse(caller, permission, department, about);
        }
        return by.get();
    }

    @Override
    public Reach reach(Caller caller, Permission permission) {
        Reach reach = reach(caller.identity(), permission);
        if (reach.isEmpty()) {
            throw refuse(caller, permission, "", "");
        }
        return reach;
    }

    private Reach reach(Identity identity, Permission permission) {
        if (identity.kind() == Identity.Kind.NODE) {
            return Reach.EVERYWHERE;
        }
        Set<String> departments = new HashSet<>();
        for (Held held : current(identity)) {
            Optional<Scope> scope = Rules.scope(permission, held.role());
            if (scope.isEmpty()) {
                continue;
            }
            switch (scope.get()) {
                case ANY -> {
                    return Reach.EVERYWHERE;
                }
                case PROVINCE -> {
                    if (isProvincial(held)) {
                        return Reach.EVERYWHERE;
                    }
                }
                case REGION ->
                    authority(held)
                            .ifPresent(office ->
                                    departments.addAll(register.places().departmentsWithin(office.region())));
                case OWN -> departments.add(held.department());
            }
        }
        return new Reach(false, departments);
    }

    @Override
    public boolean may(Identity identity, Permission permission, String department) {
        return by(identity, permission, department).isPresent();
    }

    /** The role by which it is allowed; the widest when several do. */
    private Optional<Held> by(Identity identity, Permission permission, String department) {
        if (identity.kind() == Identity.Kind.NODE) {
            return Optional.of(NODE);
        }
        Held best = null;
        Scope widest = null;
        for (Held held : current(identity)) {
            Optional<Scope> scope = Rules.scope(permission, held.role());
            if (scope.isPresent()
                    && (widest == null || scope.get().compareTo(widest) < 0)
                    && covers(held, scope.get(), department)) {
                best = held;
                widest = scope.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean covers(Held held, Scope scope, String department) {
        return switch (scope) {
            case ANY -> true;
            case PROVINCE -> isProvincial(held);
            case REGION ->
                !department.isEmpty()
                        && authority(held)
                                .map(office -> register.places()
                                        .departmentsWithin(office.region())
                                        .contains(department))
                                .orElse(false);
            case OWN -> !department.isEmpty() && held.department().equals(department);
        };
    }

    /** The department of an officer's role while it is an authority and open. */
    private Optional<Department> authority(Held held) {
        return register.places().department(held.department()).filter(office -> office.authority() && office.open());
    }

    private boolean isProvincial(Held held) {
        return authority(held)
                .flatMap(office -> register.places().region(office.region()))
                .map(region -> region.level() == Region.Level.PROVINCE)
                .orElse(false);
    }

    /** What the identity was proved to hold and still holds. */
    private Set<Held> current(Identity identity) {
        return switch (identity.kind()) {
            case ACCOUNT ->
                register.account(identity.name())
                        .filter(held -> held.account().enabled())
                        .map(held -> both(identity.held(), held.account().held()))
                        .orElse(Set.of());
            case CLIENT ->
                register.client(identity.name())
                        .filter(held -> held.client().enabled())
                        .map(held -> both(
                                identity.held(),
                                held.identity(identity.method()).held()))
                        .orElse(Set.of());
            case NODE, NOBODY -> Set.of();
        };
    }

    private static Set<Held> both(Set<Held> proved, Set<Held> now) {
        if (proved.equals(now)) {
            return now;
        }
        Set<Held> both = new HashSet<>(proved);
        both.retainAll(now);
        return both;
    }

    private RefusedException refuse(Caller caller, Permission permission, String department, String about) {
        if (!caller.identity().isKnown()) {
            refusals.stranger(caller.origin(), permission, "not-signed-in");
            return new RefusedException("not-signed-in", "请先登录。", "Sign in first.");
        }
        refusals.forbidden(caller, permission, department, about, "forbidden");
        return new RefusedException(
                "forbidden", "您的角色不允许此操作（" + permission + "）。", "None of your roles allows this (" + permission + ").");
    }

    @Override
    public void refused(Origin origin, String claimed, Refusal why) {
        refusals.unproved(origin, claimed, why.code());
    }

    @Override
    public void turnedAway(Caller caller, String about, Refusal why) {
        if (caller.identity().isKnown()) {
            refusals.turnedAway(caller, about, why.code());
        } else {
            refused(caller.origin(), "", why);
        }
    }

    @Override
    public Optional<Duration> tooMany(Caller caller) {
        Identity identity = caller.identity();
        return switch (identity.kind()) {
            case NODE -> Optional.empty();
            case NOBODY -> anonymous.take(Network.of(caller.origin().address()));
            case ACCOUNT, CLIENT -> known.take(identity.actor());
        };
    }

    /** Writes what was counted; for tests and at the end. */
    void flush() {
        refusals.flush();
    }

    @Deactivate
    @Override
    public void close() {
        look.shutdownNow();
        refusals.flush();
    }
}
