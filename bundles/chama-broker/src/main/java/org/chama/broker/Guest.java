package org.chama.broker;

import java.security.Principal;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chama.api.access.Caller;
import org.chama.api.directory.Client;
import org.chama.api.directory.Directory;

/**
 * A client on a connection, as it was when it signed in.
 *
 * @param credentials those that were valid then
 */
record Guest(Caller caller, String department, Set<Integer> credentials) implements Principal {

    static Optional<Guest> of(Caller caller, Directory directory, OffsetDateTime now) {
        return directory
                .client(caller.identity().name())
                .filter(Client::enabled)
                .map(client -> new Guest(caller, client.department(), valid(client, now)));
    }

    /** Whether nothing by which it may have come in has been taken away since. */
    boolean stands(Directory directory, OffsetDateTime now) {
        return directory
                .client(getName())
                .filter(client -> client.enabled()
                        && client.department().equals(department)
                        && valid(client, now).containsAll(credentials))
                .isPresent();
    }

    @Override
    public String getName() {
        return caller.identity().name();
    }

    private static Set<Integer> valid(Client client, OffsetDateTime now) {
        return client.credentials().stream()
                .filter(credential -> !credential.from().isAfter(now)
                        && credential
                                .until()
                                .filter(until -> !until.isAfter(now))
                                .isEmpty())
                .map(Client.Credential::id)
                .collect(Collectors.toUnmodifiableSet());
    }
}
