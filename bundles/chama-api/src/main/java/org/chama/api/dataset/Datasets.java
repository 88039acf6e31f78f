package org.chama.api.dataset;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where datasets are looked up. One service at a time offers it: declaration files today, the catalogue later. Thread-safe;
 * look-ups come from memory and never touch the database.
 */
@ProviderType
public interface Datasets {

    /** The current version of a dataset, or empty when none of this id is published. */
    Optional<Dataset> find(String id);

    /** The version an arrival was claimed under; kept as long as the dataset's number exists. */
    Optional<Dataset> find(int number, int version);

    /** The current version of every published dataset, ordered by id. */
    List<Dataset> all();

    /** Rises with every change of {@link #all()}; who keeps something compiled from a dataset compares it. */
    long revision();
}
