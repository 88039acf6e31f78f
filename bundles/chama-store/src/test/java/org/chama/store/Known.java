package org.chama.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;

/** Datasets a test gives; the last version of each is the current one. */
final class Known implements Datasets {

    private final List<Dataset> versions = new ArrayList<>();

    Known(Dataset... versions) {
        this.versions.addAll(Arrays.asList(versions));
    }

    Known and(Dataset version) {
        versions.add(version);
        return this;
    }

    @Override
    public Optional<Dataset> find(String id) {
        return versions.stream().filter(d -> d.id().equals(id)).reduce((a, b) -> b);
    }

    @Override
    public Optional<Dataset> find(int number, int version) {
        return versions.stream()
                .filter(d -> d.number() == number && d.version() == version)
                .findFirst();
    }

    @Override
    public List<Dataset> all() {
        return List.copyOf(versions);
    }

    @Override
    public long revision() {
        return versions.size();
    }
}
