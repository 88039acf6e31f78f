package org.chama.directory;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Role;
import org.chama.api.directory.Client;
import org.chama.api.directory.Client.Credential;

/**
 * A client in memory.
 *
 * @param client with the credentials that were not revoked
 * @param secrets by credential id, as envelopes of the key store
 * @param revoked fingerprints of certificates that were taken away
 */
record HeldClient(Client client, Map<Integer, byte[]> secrets, Set<String> revoked) {

    Identity identity(String method) {
        return new Identity(
                Identity.Kind.CLIENT, client.name(), Set.of(new Held(Role.SYSTEM, client.department())), method);
    }

    /** The credentials of a kind that are valid at this moment. */
    List<Credential> valid(Credential.Kind kind, OffsetDateTime at) {
        return client.credentials().stream()
                .filter(credential -> credential.kind() == kind && validAt(credential, at))
                .toList();
    }

    static boolean validAt(Credential credential, OffsetDateTime at) {
        return !at.isBefore(credential.from())
                && credential.until().map(at::isBefore).orElse(true);
    }
}
