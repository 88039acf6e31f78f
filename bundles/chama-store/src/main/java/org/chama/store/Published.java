package org.chama.store;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.dataset.Dataset;

/** What is published at a moment, and every version ever known. Immutable. */
final class Published {

    static final Published NOTHING = new Published(Map.of(), Map.of(), 0);

    private record Version(int number, int version) {}

    private final Map<String, Dataset> current;
    private final Map<Version, Dataset> versions;
    private final List<Dataset> all;
    private final long revision;

    private Published(Map<String, Dataset> current, Map<Version, Dataset> versions, long revision) {
        this.current = current;
        this.versions = versions;
        this.all = current.values().stream()
                .sorted(Comparator.comparing(Dataset::id))
                .toList();
        this.revision = revision;
    }

    Published with(Dataset dataset) {
        if (dataset.equals(current.get(dataset.id()))) {
            return this;
        }
        Map<String, Dataset> more = new HashMap<>(current);
        more.put(dataset.id(), dataset);
        return new Published(more, known(List.of(dataset)), revision + 1);
    }

    Published without(String id) {
        Map<String, Dataset> fewer = new HashMap<>(current);
        return fewer.remove(id) == null ? this : new Published(fewer, versions, revision + 1);
    }

    /** Versions that need not be published. */
    Published knowing(List<Dataset> more) {
        return new Published(current, known(more), revision);
    }

    private Map<Version, Dataset> known(List<Dataset> more) {
        Map<Version, Dataset> known = new HashMap<>(versions);
        more.forEach(dataset -> known.put(new Version(dataset.number(), dataset.version()), dataset));
        return known;
    }

    /** The greatest version known of an id, published or not. */
    Optional<Dataset> latest(String id) {
        return versions.values().stream().filter(d -> d.id().equals(id)).max(Comparator.comparingInt(Dataset::version));
    }

    int versions() {
        return versions.size();
    }

    Optional<Dataset> find(String id) {
        return Optional.ofNullable(current.get(id));
    }

    Optional<Dataset> find(int number, int version) {
        return Optional.ofNullable(versions.get(new Version(number, version)));
    }

    List<Dataset> all() {
        return all;
    }

    long revision() {
        return revision;
    }
}
