package org.chama.hub;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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

/** Callers of the desk, and an access that lets everybody pass but the stranger. */
final class People implements Access {

    private static final String STRANGER = "stranger";

    static Caller person(String name) {
        return new Caller(
                new Identity(Identity.Kind.ACCOUNT, name, Set.of(new Held(Role.OPERATOR, "civil-affairs")), "password"),
                new Origin(Origin.Channel.REST, "127.0.0.1", "r-1"));
    }

    static Caller stranger() {
        return person(STRANGER);
    }

    @Override
    public Held require(Caller caller, Permission permission, String department, String about) {
        if (!may(caller.identity(), permission, department)) {
            throw new RefusedException("forbidden", "无权限", "not allowed");
        }
        return caller.identity().held().iterator().next();
    }

    @Override
    public Reach reach(Caller caller, Permission permission) {
        return Reach.EVERYWHERE;
    }

    @Override
    public boolean may(Identity identity, Permission permission, String department) {
        return !identity.name().equals(STRANGER);
    }

    @Override
    public void refused(Origin origin, String claimed, Refusal why) {
        throw new UnsupportedOperationException("the hub turns nobody away by itself");
    }

    @Override
    public void turnedAway(Caller caller, String about, Refusal why) {
        throw new UnsupportedOperationException("the hub turns nobody away by itself");
    }

    @Override
    public Optional<Duration> tooMany(Caller caller) {
        return Optional.empty();
    }
}
