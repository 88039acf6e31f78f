package org.chama.api.statute;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The rule packs that are installed. What began under one keeps it (Article 48). Thread-safe. */
@ProviderType
public interface RulePacks {

    /** By place and first day. */
    List<RulePack> all();

    Optional<RulePack> find(String id);

    /** The one that applies in a division on a day: its own, or that of the nearest division above it. */
    Optional<RulePack> current(String division, LocalDate day);

    /** Where two packs differ, clock by clock and number by number. */
    List<Difference> compare(RulePack one, RulePack other);

    /**
     * @param what {@code clocks/share-reply/length}
     * @param one as the first says it; empty when it says nothing
     * @param other as the second says it; empty when it says nothing
     */
    record Difference(String what, String one, String other) {}
}
