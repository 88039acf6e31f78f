package org.chama.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Datasets from declaration files, one {@code <id>.json} each (the form is in this module's README). A new or changed file takes
 * effect within two polls, once it has stayed the same from one to the next; its tables are ready before it is published. A wrong
 * file is refused with one warning and the former version stays; a removed one, and one that declares state secrets, withdraws its
 * dataset. A file that was there long before the start is taken at the start.
 */
@Component(service = Datasets.class, immediate = true, configurationPid = "org.chama.store")
@Designate(ocd = DatasetFiles.Settings.class)
public final class DatasetFiles implements Datasets {

    /** Where declarations lie. */
    @ObjectClassDefinition(name = "Datasets from declaration files")
    public @interface Settings {
        @AttributeDefinition(description = "Folder of the declarations; empty for etc/datasets of the node")
        String folder() default "";

        @AttributeDefinition(description = "Seconds between two looks at the folder, 1 to 3600")
        int poll_seconds() default 1;
    }

    /** How a file looks from outside. */
    private record Look(long size, FileTime time) {}

    private static final Logger LOG = LoggerFactory.getLogger(DatasetFiles.class);
    private static final String SUFFIX = ".json";
    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final int LONGEST_POLL = 3_600;

    private final Path folder;
    private final Versions versions;
    private final Tables tables;
    private final ScheduledExecutorService timer;
    private final Map<String, Look> taken = new HashMap<>();
    private final Map<String, Look> pending = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private boolean troubled;
    private volatile Published published = Published.NOTHING;

    @Activate
    public DatasetFiles(@Reference Database database, Settings settings) {
        this(database, folder(settings.folder()));
        int seconds = settings.poll_seconds();
        if (seconds < 1 || seconds > LONGEST_POLL) {
            throw new RefusedException(
                    "store-poll", "poll.seconds 须在 1 到 3600 之间。", "poll.seconds must be between 1 and 3600.");
        }
        timer.scheduleWithFixedDelay(this::tick, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Takes what lies in the folder, then looks again only when {@link #poll} is called. */
    DatasetFiles(Database database, Path folder) {
        this.folder = folder;
        this.versions = new Versions(database);
        this.tables = new Tables(database);
        this.timer = Executors.newSingleThreadScheduledExecutor(Daemon.named("chama-store-datasets"));
        database.migrate("store", DatasetFiles.class.getClassLoader());
        try {
            Files.createDirectories(folder);
            published = published.knowing(versions.all());
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String configured) {
        return configured.isBlank() ? Path.of(System.getProperty("karaf.etc", "etc"), "datasets") : Path.of(configured);
    }

    @Override
    public Optional<Dataset> find(String id) {
        return published.find(id);
    }

    @Override
    public Optional<Dataset> find(int number, int version) {
        return published.find(number, version);
    }

    @Override
    public List<Dataset> all() {
        return published.all();
    }

    @Override
    public long revision() {
        return published.revision();
    }

    @Deactivate
    void stop() {
        timer.shutdownNow();
    }

    /** What was published before the start stays so while its file is there, even if that has become wrong meanwhile. */
    private void start() throws IOException {
        Map<String, Look> files = look();
        for (String name : files.keySet()) {
            Optional<Dataset> latest = published.latest(id(name));
            if (latest.isPresent()) {
                tables.prepare(latest.get());
                published = published.with(latest.get());
            }
        }
        FileTime settled = FileTime.from(Instant.now().minus(SETTLED));
        files.forEach((name, look) -> {
            if (look.time.compareTo(settled) < 0) {
                pending.put(name, look);
            }
        });
        poll(files);
    }

    private void tick() {
        try {
            poll();
            troubled = false;
        } catch (DatabaseException | IOException e) {
            if (!troubled) {
                LOG.warn("declarations in {} cannot be taken for now: {}", folder, e.getMessage());
            }
            troubled = true;
        } catch (RuntimeException e) {
            if (!troubled) {
                LOG.error("declarations in {} cannot be taken", folder, e);
            }
            troubled = true;
        }
    }

    /** Looks at the folder once. */
    synchronized void poll() throws IOException {
        poll(look());
    }

    private synchronized void poll(Map<String, Look> files) throws IOException {
        if (versions.count() != published.versions()) {
            published = published.knowing(versions.all());
        }
        for (Map.Entry<String, Look> file : files.entrySet()) {
            String name = file.getKey();
            Look look = file.getValue();
            if (look.equals(taken.get(name))) {
                pending.remove(name);
            } else if (look.equals(pending.get(name))) {
                take(name, look);
            } else {
                pending.put(name, look);
            }
        }
        withdraw(files.keySet());
    }

    private void take(String name, Look look) throws IOException {
        try {
            byte[] content = Files.readAllBytes(folder.resolve(name));
            if (!look.equals(look(folder.resolve(name)))) {
                pending.remove(name);
                return;
            }
            publish(name, Declaration.read(content));
        } catch (NoSuchFileException e) {
            pending.remove(name);
            return;
        } catch (RefusedException e) {
            LOG.warn(
                    "{} is not taken: {} / {}",
                    folder.resolve(name),
                    e.refusal().text().zh(),
                    e.refusal().text().en());
            if (e.refusal().code().equals(DeclarationRules.SECRET)) {
                published = published.without(id(name));
            }
        }
        taken.put(name, look);
        pending.remove(name);
    }

    private void publish(String name, Declaration declaration) {
        if (!declaration.id().equals(id(name))) {
            throw Declaration.refused(
                    "文件名须为 " + declaration.id() + SUFFIX + "。",
                    "The file must be named " + declaration.id() + SUFFIX + ".");
        }
        Dataset dataset = versions.register(declaration);
        tables.prepare(dataset);
        Published before = published;
        published = before.with(dataset);
        if (published != before) {
            LOG.info(
                    "dataset {} version {} is published (table d{})",
                    dataset.id(),
                    dataset.version(),
                    dataset.number());
        }
    }

    /** A dataset whose file was not there twice running. */
    private void withdraw(Set<String> present) {
        for (Dataset dataset : published.all()) {
            String name = dataset.id() + SUFFIX;
            if (present.contains(name)) {
                missing.remove(name);
            } else if (!missing.add(name)) {
                missing.remove(name);
                published = published.without(dataset.id());
                LOG.info("dataset {} is withdrawn: {} is gone", dataset.id(), folder.resolve(name));
            }
        }
        taken.keySet().removeIf(name -> !present.contains(name));
        pending.keySet().removeIf(name -> !present.contains(name));
    }

    private Map<String, Look> look() throws IOException {
        Map<String, Look> files = new HashMap<>();
        try (Stream<Path> list = Files.list(folder)) {
            for (Path file : list.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && !name.startsWith(".") && Files.isRegularFile(file)) {
                    files.put(name, look(file));
                }
            }
        }
        return files;
    }

    private static Look look(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Look(attributes.size(), attributes.lastModifiedTime());
    }

    private static String id(String name) {
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
