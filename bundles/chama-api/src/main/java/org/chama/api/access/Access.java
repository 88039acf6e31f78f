package org.chama.api.access;

import java.time.Duration;
import java.util.Optional;
import org.chama.api.Refusal;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one place that decides who may do what; every door and every service that changes something asks it. Thread-safe; answers
 * from memory.
 *
 * <p>Refusals leave a line in the ledger: those of a known identity each, those without identity one line a door, network (IPv4 /24,
 * IPv6 /48) and minute with a count.
 */
@ProviderType
public interface Access {

    /**
     * Lets the caller pass or refuses.
     *
     * @param department that owns what is touched; empty when it belongs to none
     * @param about the object, as the ledger names it; never a personal value
     * @return the role by which it is allowed, for the ledger
     * @throws org.chama.api.RefusedException {@code not-signed-in} or {@code forbidden}; the same answer for what is forbidden and
     *     what is not there is up to the door
     */
    Held require(Caller caller, Permission permission, String department, String about);

    /**
     * Where the caller has the permission, for lists.
     *
     * @throws org.chama.api.RefusedException {@code not-signed-in} or {@code forbidden} when nowhere
     */
    Reach reach(Caller caller, Permission permission);

    /** Whether it would pass; leaves no line. */
    boolean may(Identity identity, Permission permission, String department);

    /** Records that a door turned somebody away before anybody was known: a wrong credential, a bad certificate. */
    void refused(Origin origin, String claimed, Refusal why);

    /**
     * Records that a door turned a caller away for another reason than a permission: a wrong CSRF value, a replayed request, a first
     * password not changed yet. A caller that is not known counts as {@link #refused}.
     *
     * @param about the object, as the ledger names it; never a personal value
     */
    void turnedAway(Caller caller, String about, Refusal why);

    /** Counts a request against the caller's rate. @return how long to wait when there were too many */
    Optional<Duration> tooMany(Caller caller);
}
