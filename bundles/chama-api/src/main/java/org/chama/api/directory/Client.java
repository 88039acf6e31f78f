package org.chama.api.directory;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A legacy or consuming system of one department (接入系统) and how it proves itself. Carries no secret.
 *
 * @param name {@code [a-z][a-z0-9-]{1,47}}, never reused
 * @param title what people call the system
 */
public record Client(
        String name, String department, String title, boolean enabled, List<Credential> credentials, long version) {

    /**
     * One way to prove itself; of each kind two may be valid at once, so that it can be exchanged without a gap.
     *
     * @param id names it in commands, counts per client
     * @param digest SHA-256 of a certificate, hex; empty for a secret
     * @param lastUsed to the minute
     */
    public record Credential(
            int id,
            Kind kind,
            String digest,
            OffsetDateTime from,
            Optional<OffsetDateTime> until,
            Optional<OffsetDateTime> lastUsed) {

        /** Kinds of credentials. */
        public enum Kind {
            /** Signs requests, logs in to queues, makes UsernameTokens. */
            SECRET,
            /** Mutual TLS and WS-Security signatures. */
            CERTIFICATE
        }
    }

    public Client {
        Objects.requireNonNull(name);
        Objects.requireNonNull(department);
        Objects.requireNonNull(title);
        credentials = List.copyOf(credentials);
    }
}
