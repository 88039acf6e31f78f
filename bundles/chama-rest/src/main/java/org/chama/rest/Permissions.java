package org.chama.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.access.Access;
import org.chama.api.access.Anyone;
import org.chama.api.access.Caller;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;

/**
 * Lets a method be called only by those who have the permission it {@link Needs}; the server does not start with a method that names
 * none and is not for {@link Anyone} either.
 */
public final class Permissions implements DynamicFeature {

    private static final Refusal MUST_CHANGE = Refusal.of(
            "password-must-change",
            "首次登录须先修改密码(POST /session/password)",
            "a first password must be changed first (POST /session/password)");

    private final Platform platform;

    Permissions(Platform platform) {
        this.platform = platform;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        Optional<Permission> needed = needed(resource.getResourceMethod());
        if (needed.isPresent()) {
            context.register(new Asking(platform, needed.get()));
        }
    }

    /** Empty for an operation that is for anyone. @throws IllegalStateException when the method says nothing, or both */
    static Optional<Permission> needed(Method method) {
        Needs needs = method.getAnnotation(Needs.class);
        Anyone anyone = method.getAnnotation(Anyone.class);
        if ((needs == null) == (anyone == null)) {
            throw new IllegalStateException(method + " must say either @Needs(permission) or @Anyone(because)");
        }
        return Optional.ofNullable(needs).map(Needs::value);
    }

    /** The filter of one method. */
    private record Asking(Platform platform, Permission permission) implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            Visit visit = (Visit) request.getProperty(Visit.ATTRIBUTE);
            Access access = platform.access();
            if (permission == Permission.SESSION && visit.caller().identity().isKnown()) {
                return;
            }
            if (visit.mustChange()) {
                access.turnedAway(visit.caller(), "permission:" + permission, MUST_CHANGE);
                throw new Refused(403, MUST_CHANGE);
            }
            request.setProperty(Visit.ATTRIBUTE, visit.within(reach(access, visit.caller())));
        }

        private Reach reach(Access access, Caller caller) {
            if (!caller.identity().isKnown()) {
                access.require(caller, permission, "", "permission:" + permission);
                throw new Refused(401, Refusal.of("not-signed-in", "请先登录", "sign in first"));
            }
            return access.reach(caller, permission);
        }
    }
}
