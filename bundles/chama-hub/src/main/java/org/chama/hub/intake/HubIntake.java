package org.chama.hub.intake;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.StreamArrival;
import org.chama.api.ledger.Ledger;
import org.chama.api.store.Store;
import org.chama.formats.RecordReaders;
import org.chama.hub.Hub;
import org.chama.hub.Link;
import org.chama.hub.Progress;
import org.chama.hub.Worker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims arrivals, queues their records, and goes on with what a crash or a dead node left half done. */
@Component(service = {Intake.class, HubIntake.class})
public final class HubIntake implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(HubIntake.class);
    private static final int STREAM_BUFFER = 1 << 16;

    private final Database database;
    private final Leases leases;
    private final Datasets datasets;
    private final Folders folders;
    private final Records records;
    private final Queueing queueing;
    private final Ending ending;
    private final Link link;
    private final long streamBytes;
    private final Progress progress;
    /** Whoever claims reads; recovery, which looks for claims nobody works on, writes. */
    private final ReentrantReadWriteLock claiming = new ReentrantReadWriteLock();

    private final Set<Long> underWork = ConcurrentHashMap.newKeySet();
    private final Worker recovery;
    private final Worker end;

    @Activate
    public HubIntake(
            @Reference Hub hub,
            @Reference Database database,
            @Reference Leases leases,
            @Reference Datasets datasets,
            @Reference Store store,
            @Reference Ledger ledger,
            @Reference Outbox outbox,
            @Reference Queues queues,
            @Reference ConnectionFactory connections,
            @Reference Progress progress) {
        this.database = database;
        this.leases = leases;
        this.datasets = datasets;
        this.folders = hub.folders();
        this.records = new Records(ledger, outbox);
        this.link = new Link(connections);
        this.streamBytes = hub.settings().stream_bytes();
        this.progress = progress;
        this.queueing = new Queueing(
                database, link, queues, progress.stored(), hub.settings().inflight_batches());
        this.ending = new Ending(database, leases, datasets, store, folders, records);
        this.recovery = new Worker("recovery", progress.recovery(), 1_000, this::recover);
        this.end = new Worker("ending", progress.ending(), 500, ending::round);
    }

    @Deactivate
    void stop() throws JMSException {
        recovery.close();
        end.close();
        ending.stop();
        link.close();
    }

    @Override
    public Outcome file(FileArrival file) {
        try {
            return claimAndTake(file);
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Cause.CONFLICT) {
                return new Outcome.Elsewhere();
            }
            throw e;
        } catch (RefusedException e) {
            return new Outcome.Refused(0, e.refusal());
        } catch (NoSuchFileException e) {
            return new Outcome.Elsewhere();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome claimAndTake(FileArrival file) throws IOException {
        Path relative = folders.inside(file.file());
        BasicFileAttributes facts =
                Files.readAttributes(file.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Optional<Dataset> dataset = datasets.find(file.dataset());
        Arrivals.Claim claim = new Arrivals.Claim(
                Folders.safe(file.dataset()),
                dataset.map(Dataset::number).orElse(0),
                dataset.map(Dataset::version).orElse(0),
                // whose drop folder it is, even when the dataset is another's: there it is given back
                Folders.safe(relative.getName(0).toString()),
                file.source(),
                true,
                Folders.printable(relative.toString()),
                Folders.safe(relative.getFileName().toString()),
                facts.size(),
                file.profile(),
                leases.node(),
                Optional.of(claimKey(relative, facts)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Arrival arrival;
        claiming.readLock().lock();
        try {
            arrival = claim(claim);
            underWork.add(arrival.number());
        } finally {
            claiming.readLock().unlock();
        }
        try {
            return take(arrival, file.file());
        } finally {
            underWork.remove(arrival.number());
        }
    }

    @Override
    public Outcome stream(StreamArrival stream, InputStream content) throws IOException {
        Optional<Dataset> dataset = datasets.find(stream.dataset());
        if (dataset.isEmpty()) {
            return new Outcome.Refused(0, unknown(stream.dataset()));
        }
        Path folder = folders.drop().resolve(dataset.get().department()).resolve(stream.dataset());
        Files.createDirectories(folder);
        Path spool = folder.resolve(".spool-" + UUID.randomUUID());
        Path named = folder.resolve("." + UUID.randomUUID() + "-" + Folders.safe(stream.name()));
        try {
            try (OutputStream out = Files.newOutputStream(spool)) {
                byte[] buffer = new byte[STREAM_BUFFER];
                long total = 0;
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    total += n;
                    if (total > streamBytes) {
                        return new Outcome.Refused(
                                0,
                                Refusal.of(
                                        "too-large",
                                        "内容超过 " + streamBytes + " 字节",
                                        "the content is larger than " + streamBytes + " bytes"));
                    }
                    out.write(buffer, 0, n);
                }
            }
            Folders.syncFile(spool);
            Files.move(spool, named);
            return claimAndTake(new FileArrival(stream.dataset(), named, stream.profile(), stream.source()));
        } finally {
            Files.deleteIfExists(spool);
            // what was not taken was not acknowledged: the other side sends it again
            Files.deleteIfExists(named);
        }
    }

    @Override
    public Outcome call(CallArrival call, Function<Dataset, RecordReader> records) {
        Optional<Dataset> found = datasets.find(call.dataset());
        if (found.isEmpty()) {
            return new Outcome.Refused(0, unknown(call.dataset()));
        }
        Dataset dataset = found.get();
        Optional<Arrival> earlier =
                database.read(connection -> Arrivals.call(connection, call.client(), call.requestId()));
        if (earlier.isEmpty()) {
            try {
                return queueCall(
                        claim(new Arrivals.Claim(
                                dataset.id(),
                                dataset.number(),
                                dataset.version(),
                                dataset.department(),
                                call.source(),
                                false,
                                Folders.printable(call.client() + "/" + call.requestId()),
                                "",
                                0,
                                FileProfile.AUTO,
                                leases.node(),
                                Optional.empty(),
                                Optional.of(call.client()),
                                Optional.of(call.requestId()),
                                Optional.of(call.contentDigest()))),
                        dataset,
                        records);
            } catch (DatabaseException e) {
                if (e.kind() != DatabaseException.Cause.CONFLICT) {
                    throw e;
                }
                // the same call came twice at once: the other one has claimed it
                earlier = database.read(connection -> Arrivals.call(connection, call.client(), call.requestId()));
            }
        }
        Arrival arrival = earlier.orElseThrow();
        if (!arrival.digest().equals(call.contentDigest()) || !arrival.dataset().equals(call.dataset())) {
            return new Outcome.Refused(
                    arrival.number(),
                    Refusal.of(
                            "request-id-reused",
                            "该 requestId 已用于其他内容(到件 " + arrival.number() + ")",
                            "this requestId was used for other content (arrival " + arrival.number() + ")"));
        }
        if (arrival.state() == ArrivalState.REFUSED && arrival.records() == 0) {
            return new Outcome.Refused(arrival.number(), arrival.refusal().orElseThrow());
        }
        if (arrival.state() != ArrivalState.CLAIMED) {
            return new Outcome.Received(ending.receipt(arrival));
        }
        Dataset pinned =
                datasets.find(arrival.datasetNumber(), arrival.datasetVersion()).orElse(dataset);
        database.write(connection -> Arrivals.takeOver(connection, arrival, leases.node()));
        Arrival mine = database.read(connection -> Arrivals.find(connection, arrival.number()))
                .orElseThrow();
        return queueCall(mine, pinned, records);
    }

    private Outcome queueCall(Arrival arrival, Dataset dataset, Function<Dataset, RecordReader> source) {
        try {
            return readCall(arrival, dataset, source);
        } catch (IOException | JMSException e) {
            throw new BrokerOrDiskException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerOrDiskException(e);
        }
    }

    private Outcome readCall(Arrival arrival, Dataset dataset, Function<Dataset, RecordReader> source)
            throws IOException, JMSException, InterruptedException {
        try (RecordReader reader = source.apply(dataset)) {
            Queueing.Queued queued = queueing.run(arrival, dataset, reader);
            boolean ended = database.write(connection -> {
                boolean moved =
                        Arrivals.queued(connection, arrival, queued.counts(), arrival.digest(), Optional.empty());
                if (moved) {
                    stepQueued(connection, arrival, queued);
                }
                return moved;
            });
            progress.ending().ring();
            Receipt receipt = new Receipt(
                    arrival.number(), queued.counts().records(), queued.counts().refused(), queued.refusals(), !ended);
            return new Outcome.Received(receipt);
        } catch (RefusedException e) {
            return finish(arrival, ArrivalState.REFUSED, e.refusal(), Optional.empty());
        }
    }

    /** Takes the file of a claimed arrival and goes on from where it is. */
    private Outcome take(Arrival arrival, Path dropped) throws IOException {
        Path taken = folders.taken(arrival.number(), arrival.name());
        if (!Files.exists(taken, LinkOption.NOFOLLOW_LINKS) && !moved(arrival, dropped)) {
            return finish(
                    arrival,
                    ArrivalState.VOID,
                    Refusal.of(
                            "file-gone",
                            "文件在接收前已不在投放目录",
                            "the file had gone from the drop folder before it could be taken"),
                    Optional.empty());
        }
        boolean mine = database.write(connection -> Arrivals.taken(connection, arrival.number(), arrival.node()));
        if (!mine) {
            return new Outcome.Elsewhere();
        }
        if (!Files.isRegularFile(taken, LinkOption.NOFOLLOW_LINKS)) {
            return finish(arrival, ArrivalState.REFUSED, Folders.outside().refusal(), Optional.empty());
        }
        Optional<Dataset> dataset = datasets.find(arrival.datasetNumber(), arrival.datasetVersion());
        if (dataset.isEmpty()) {
            return finish(arrival, ArrivalState.REFUSED, unknown(arrival.dataset()), Optional.empty());
        }
        if (!arrival.source().startsWith(dataset.get().department() + "/")) {
            return finish(
                    arrival,
                    ArrivalState.REFUSED,
                    Refusal.of(
                            "wrong-department",
                            "信息资源 " + arrival.dataset() + " 不属于该部门的投放目录",
                            "the dataset " + arrival.dataset() + " does not belong to this department's drop folder"),
                    Optional.empty());
        }
        if (!arrival.decided()) {
            Optional<Outcome> repeat = repeat(arrival, dataset.get(), taken);
            if (repeat.isPresent()) {
                return repeat.get();
            }
        }
        return queueFile(arrival, dataset.get(), taken);
    }

    /** Takes the file out of the drop folder, if the one that was claimed still lies there as it was and not another of its name. */
    private boolean moved(Arrival arrival, Path dropped) throws IOException {
        try {
            Path relative = folders.inside(dropped);
            BasicFileAttributes facts =
                    Files.readAttributes(dropped, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!arrival.claim().equals(Optional.of(claimKey(relative, facts)))) {
                return false;
            }
            folders.take(dropped, arrival.number(), arrival.name());
            return true;
        } catch (NoSuchFileException | RefusedException e) {
            return false;
        }
    }

    private Optional<Outcome> repeat(Arrival arrival, Dataset dataset, Path taken) throws IOException {
        List<Arrival> same = database.read(connection -> Arrivals.sameSize(connection, arrival));
        if (same.isEmpty()) {
            return Optional.empty();
        }
        String digest = digest(taken);
        Arrival equal = null;
        for (int i = 0; i < same.size() && equal == null; i++) {
            equal = digestOf(same.get(i)).equals(digest) ? same.get(i) : null;
        }
        if (equal == null) {
            return Optional.empty();
        }
        long of = equal.number();
        long latest = database.read(connection -> Arrivals.latest(connection, arrival));
        if (of == latest) {
            Outcome outcome = finish(
                    arrival,
                    ArrivalState.REPEAT,
                    Refusal.of("repeat", "与到件 " + of + " 内容相同", "the same content as arrival " + of),
                    Optional.of(digest));
            return Optional.of(
                    outcome instanceof Outcome.Elsewhere ? outcome : new Outcome.Repeat(arrival.number(), of));
        }
        if (dataset.writeMode() != WriteMode.APPEND) {
            return Optional.empty();
        }
        Refusal held = Refusal.of(
                "possible-repeat",
                "与较早的到件 " + of + " 内容相同,等待人工决定",
                "the same content as the earlier arrival " + of + ": waits for a person's decision");
        return Optional.of(
                leave(arrival, ArrivalState.HELD, held, Optional.of(digest))
                        ? new Outcome.Held(arrival.number(), of)
                        : new Outcome.Elsewhere());
    }

    /** The digest of an earlier file, computed here when it is still being read: by another thread, or since before a crash. */
    private String digestOf(Arrival earlier) throws IOException {
        if (!earlier.digest().isEmpty()) {
            return earlier.digest();
        }
        try {
            return digest(folders.taken(earlier.number(), earlier.name()));
        } catch (NoSuchFileException e) {
            return database.read(connection -> Arrivals.find(connection, earlier.number()))
                    .map(Arrival::digest)
                    .orElse("");
        }
    }

    private Outcome queueFile(Arrival arrival, Dataset dataset, Path taken) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = Files.newInputStream(taken);
                DigestInputStream digesting = new DigestInputStream(in, sha256);
                RecordReader reader = RecordReaders.open(new KeptOpen(digesting), arrival.profile(), dataset)) {
            Queueing.Queued queued = queueing.run(arrival, dataset, reader);
            digesting.transferTo(OutputStream.nullOutputStream());
            String digest = HexFormat.of().formatHex(sha256.digest());
            boolean ended = database.write(connection -> {
                boolean moved = Arrivals.queued(connection, arrival, queued.counts(), digest, queued.refusal());
                if (moved) {
                    stepQueued(connection, arrival, queued);
                }
                return moved;
            });
            progress.ending().ring();
            if (!ended) {
                return new Outcome.Elsewhere();
            }
            return new Outcome.Received(new Receipt(
                    arrival.number(), queued.counts().records(), queued.counts().refused(), queued.refusals(), false));
        } catch (RefusedException e) {
            return finish(arrival, ArrivalState.REFUSED, e.refusal(), Optional.of(digest(taken)));
        } catch (JMSException e) {
            throw new BrokerOrDiskException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerOrDiskException(e);
        }
    }

    private void stepQueued(Connection connection, Arrival arrival, Queueing.Queued queued) throws SQLException {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("records", queued.counts().records());
        detail.put("refused", queued.counts().refused());
        detail.put("batches", queued.counts().batches());
        detail.putAll(Records.reason(queued.refusal()));
        records.step(connection, arrival.number(), arrival.dataset(), actor(arrival), "arrival-queued", detail);
    }

    private Outcome finish(Arrival arrival, ArrivalState state, Refusal why, Optional<String> digest)
            throws IOException {
        if (!leave(arrival, state, why, digest)) {
            return new Outcome.Elsewhere();
        }
        Arrival ended = database.read(connection -> Arrivals.find(connection, arrival.number()))
                .orElseThrow();
        ending.archive(ended);
        return new Outcome.Refused(arrival.number(), why);
    }

    /** Ends this node's work on an arrival, unless another has taken it over. */
    private boolean leave(Arrival arrival, ArrivalState to, Refusal why, Optional<String> digest) {
        return database.write(connection -> {
            boolean left = Arrivals.leave(connection, arrival, to, digest, why);
            if (left) {
                records.step(
                        connection,
                        arrival.number(),
                        arrival.dataset(),
                        actor(arrival),
                        "arrival-" + to.name().toLowerCase(Locale.ROOT),
                        Records.reason(Optional.of(why)));
            }
            return left;
        });
    }

    private Arrival claim(Arrivals.Claim claim) {
        return database.write(connection -> {
            long number = Arrivals.insert(connection, claim);
            records.step(
                    connection,
                    number,
                    claim.dataset(),
                    claim.file()
                            ? "connector:" + claim.connector()
                            : "client:" + claim.client().orElse(""),
                    "arrival-claimed",
                    Map.of("source", claim.source(), "bytes", claim.bytes()));
            return Arrivals.find(connection, number).orElseThrow();
        });
    }

    /** Goes on with file arrivals this node left, or that a dead node had. */
    private boolean recover() throws IOException {
        List<Arrival> left = left();
        try {
            Each.of(left, this::goOn);
        } finally {
            left.forEach(arrival -> underWork.remove(arrival.number()));
        }
        return false;
    }

    private void goOn(Arrival arrival) throws IOException {
        if (arrival.node().equals(leases.node())) {
            take(arrival, folders.dropped(arrival.source()));
        } else if (database.write(connection -> Arrivals.takeOver(connection, arrival, leases.node()))) {
            LOG.info("Going on with arrival {} of {}, which a dead node had", arrival.number(), arrival.dataset());
            Arrival now = database.read(connection -> Arrivals.find(connection, arrival.number()))
                    .orElseThrow();
            take(now, folders.dropped(now.source()));
        }
    }

    /** The unfinished arrivals nobody works on, marked as under work. */
    private List<Arrival> left() {
        claiming.writeLock().lock();
        try {
            return database.read(Arrivals::unfinished).stream()
                    .filter(arrival -> arrival.node().equals(leases.node()) || !leases.alive(arrival.node()))
                    .filter(arrival -> underWork.add(arrival.number()))
                    .toList();
        } finally {
            claiming.writeLock().unlock();
        }
    }

    private static String claimKey(Path relative, BasicFileAttributes facts) {
        String key =
                relative + "|" + facts.size() + "|" + facts.lastModifiedTime().toMillis();
        return key.length() <= 1000
                ? key
                : HexFormat.of().formatHex(sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static String actor(Arrival arrival) {
        return arrival.file() ? "connector:" + arrival.connector() : "client:" + arrival.source();
    }

    private static Refusal unknown(String dataset) {
        String name = Folders.safe(dataset);
        return Refusal.of("unknown-dataset", "没有信息资源 " + name, "there is no dataset " + name);
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in =
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A stream its reader does not close: what the reader leaves still belongs to the digest. */
    private static final class KeptOpen extends FilterInputStream {

        KeptOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // closed by whoever opened it
        }
    }

    /** Broker or disk did not do their part; what was claimed goes on later under the same number. */
    static final class BrokerOrDiskException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokerOrDiskException(Exception cause) {
            super(cause.getMessage(), cause);
        }
    }
}
