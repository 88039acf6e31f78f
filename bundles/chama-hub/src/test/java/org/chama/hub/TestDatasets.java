package org.chama.hub;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;

/** Datasets in memory; a withdrawn one keeps its versions. */
final class TestDatasets implements Datasets {

    private final Map<String, Dataset> current = new TreeMap<>();
    private final Map<List<Integer>, Dataset> versions = new HashMap<>();
    private long revision;
    private Runnable atNextLook = () -> {};

    /** Does something just before the next look-up by id is answered. */
    void atNextLook(Runnable once) {
        atNextLook = once;
    }

    synchronized Dataset publish(Dataset dataset) {
        current.put(dataset.id(), dataset);
        versions.put(List.of(dataset.number(), dataset.version()), dataset);
        revision++;
        return dataset;
    }

    synchronized void withdraw(String id) {
        current.remove(id);
        revision++;
    }

    @Override
    public Optional<Dataset> find(String id) {
        Runnable once = atNextLook;
        atNextLook = () -> {};
        once.run();
        return current(id);
    }

    private synchronized Optional<Dataset> current(String id) {
        return Optional.ofNullable(current.get(id));
    }

    @Override
    public synchronized Optional<Dataset> find(int number, int version) {
        return Optional.ofNullable(versions.get(List.of(number, version)));
    }

    @Override
    public synchronized List<Dataset> all() {
        return current.values().stream()
                .sorted(Comparator.comparing(Dataset::id))
                .toList();
    }

    @Override
    public synchronized long revision() {
        return revision;
    }
}
