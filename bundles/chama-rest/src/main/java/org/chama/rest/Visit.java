package org.chama.rest;

import java.util.Locale;
import java.util.Optional;
import org.chama.api.access.Caller;
import org.chama.api.access.Reach;

/**
 * A request whose caller is known, or known to be nobody.
 *
 * @param mustChange nothing is allowed but to change a first password
 * @param session token of the session it came in
 * @param reach where the permission of the operation holds
 */
record Visit(Caller caller, Locale locale, boolean mustChange, Optional<String> session, Reach reach) {

    /** Attribute of the request that holds it. */
    static final String ATTRIBUTE = Visit.class.getName();

    Visit within(Reach found) {
        return new Visit(caller, locale, mustChange, session, found);
    }
}
