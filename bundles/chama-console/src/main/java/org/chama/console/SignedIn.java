package org.chama.console;

import java.security.AccessController;
import java.util.Optional;
import javax.security.auth.Subject;
import org.chama.api.access.IdentityPrincipal;

/** Who signed in to the console. */
final class SignedIn {

    private SignedIn() {}

    /** Empty on a console that asked nobody to sign in. */
    @SuppressWarnings("removal")
    static Optional<IdentityPrincipal> principal() {
        Subject subject = Subject.getSubject(AccessController.getContext());
        return subject == null
                ? Optional.empty()
                : subject.getPrincipals(IdentityPrincipal.class).stream().findFirst();
    }
}
