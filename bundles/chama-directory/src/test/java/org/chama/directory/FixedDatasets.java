package org.chama.directory;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.WriteMode;

/** Datasets put in by a test. */
final class FixedDatasets implements Datasets {

    private final List<Dataset> all = new CopyOnWriteArrayList<>();

    void add(String id, String department) {
        all.add(new Dataset(
                id,
                all.size() + 1,
                1,
                "307001/000001",
                "测试资源",
                department,
                List.of(),
                "test",
                List.of(),
                List.of(),
                Optional.empty(),
                WriteMode.APPEND,
                ShareType.values()[0],
                OpenType.values()[0],
                List.of(),
                Confidentiality.values()[0]));
    }

    void remove(String id) {
        all.removeIf(dataset -> dataset.id().equals(id));
    }

    @Override
    public Optional<Dataset> find(String id) {
        return all.stream().filter(dataset -> dataset.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Dataset> find(int number, int version) {
        return all.stream().filter(dataset -> dataset.number() == number).findFirst();
    }

    @Override
    public List<Dataset> all() {
        return List.copyOf(all);
    }

    @Override
    public long revision() {
        return all.hashCode();
    }
}
