package org.chama.hub.intake;

import jakarta.jms.JMSException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.database.Leases;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.ArrivalState;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.chama.api.intake.RecordReader;
import org.chama.codes.SecrecyMark;
import org.chama.formats.RecordReaders;
import org.chama.hub.Secrecy;

/** Takes files out of the drop folder and queues their records. */
final class FileIntake {

    private final Leases leases;
    private final Datasets datasets;
    private final Folders folders;
    private final Steps steps;
    private final Repeats repeats;
    private final Queueing queueing;
    /** Whoever claims reads; who looks for claims nobody works on writes. */
    private final ReentrantReadWriteLock claiming = new ReentrantReadWriteLock();

    private final Set<Long> underWork = ConcurrentHashMap.newKeySet();

    FileIntake(Leases leases, Datasets datasets, Folders folders, Steps steps, Repeats repeats, Queueing queueing) {
        this.leases = leases;
        this.datasets = datasets;
        this.folders = folders;
        this.steps = steps;
        this.repeats = repeats;
        this.queueing = queueing;
    }

    Outcome file(FileArrival file) {
        try {
            return claimAndTake(file);
        } catch (RefusedException e) {
            return new Outcome.Refused(0, e.refusal());
        } catch (NoSuchFileException e) {
            return new Outcome.Elsewhere();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks for arrivals while nobody begins one: what it finds and is not {@link #isUnderWork} was left. */
    <T> T betweenClaims(Supplier<T> look) {
        claiming.writeLock().lock();
        try {
            return look.get();
        } finally {
            claiming.writeLock().unlock();
        }
    }

    /** Whether a door of this node works on the arrival. */
    boolean isUnderWork(long arrival) {
        return underWork.contains(arrival);
    }

    /** @throws RefusedException for what is no file in its drop folder */
    Outcome claimAndTake(FileArrival file) throws IOException {
        Path relative = folders.inside(file.file());
        String key = claimKey(relative, facts(file.file()));
        Arrivals.Claim claim = claim(file, relative, key);
        Optional<Arrival> claimed;
        claiming.readLock().lock();
        try {
            claimed = steps.claim(claim, () -> lies(file.file(), key));
            claimed.ifPresent(arrival -> underWork.add(arrival.number()));
        } finally {
            claiming.readLock().unlock();
        }
        if (claimed.isEmpty()) {
            return new Outcome.Elsewhere();
        }
        try {
            return take(claimed.get(), file.file());
        } finally {
            underWork.remove(claimed.get().number());
        }
    }

    private Arrivals.Claim claim(FileArrival file, Path relative, String key) throws IOException {
        Optional<Dataset> dataset = datasets.find(file.dataset());
        return new Arrivals.Claim(
                Folders.safe(file.dataset()),
                dataset.map(Dataset::number).orElse(0),
                dataset.map(Dataset::version).orElse(0),
                // whose drop folder it is, even when the dataset is another's: there it is given back
                Folders.safe(relative.getName(0).toString()),
                file.source(),
                true,
                Folders.printable(relative.toString()),
                Folders.safe(relative.getFileName().toString()),
                facts(file.file()).size(),
                file.profile(),
                leases.node(),
                Optional.of(key),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Takes up an arrival that was left. */
    Outcome goOn(Arrival arrival) throws IOException {
        return take(arrival, folders.dropped(arrival.source()));
    }

    /** Takes the file of a claimed arrival and goes on from where it is. */
    private Outcome take(Arrival arrival, Path dropped) throws IOException {
        Path taken = folders.taken(arrival.number(), arrival.name());
        if (!Files.exists(taken, LinkOption.NOFOLLOW_LINKS) && !moved(arrival, dropped)) {
            return steps.refuse(
                    arrival,
                    ArrivalState.VOID,
                    Refusal.of(
                            "file-gone",
                            "文件在接收前已不在投放目录",
                            "the file had gone from the drop folder before it could be taken"),
                    0,
                    Optional.empty());
        }
        if (!Files.isRegularFile(taken, LinkOption.NOFOLLOW_LINKS)) {
            return refuse(arrival, Folders.outside().refusal());
        }
        Optional<Dataset> dataset = datasets.find(arrival.datasetNumber(), arrival.datasetVersion());
        if (dataset.isEmpty()) {
            return refuse(arrival, unknown(arrival.dataset()));
        }
        if (!arrival.source().startsWith(dataset.get().department() + "/")) {
            return refuse(
                    arrival,
                    Refusal.of(
                            "wrong-department",
                            "信息资源 " + arrival.dataset() + " 不属于该部门的投放目录",
                            "the dataset " + arrival.dataset() + " does not belong to this department's drop folder"));
        }
        if (SecrecyMark.inName(arrival.source().substring(arrival.source().lastIndexOf('/') + 1))) {
            return refuse(arrival, Secrecy.marked("文件名", "the name of the file"));
        }
        Optional<Outcome> other = repeats.take(arrival, dataset.get());
        return other.isPresent() ? other.get() : queue(arrival, dataset.get(), taken);
    }

    private Outcome refuse(Arrival arrival, Refusal why) {
        return steps.refuse(arrival, ArrivalState.REFUSED, why, 0, Optional.empty());
    }

    /** Takes the file out of the drop folder, if the one that was claimed still lies there as it was and not another of its name. */
    private boolean moved(Arrival arrival, Path dropped) throws IOException {
        if (arrival.claim().isEmpty() || !lies(dropped, arrival.claim().get())) {
            return false;
        }
        try {
            folders.take(dropped, arrival.number(), arrival.name());
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether the file of this claim lies there. */
    private boolean lies(Path dropped, String claim) {
        try {
            return claimKey(folders.inside(dropped), facts(dropped)).equals(claim);
        } catch (NoSuchFileException | RefusedException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome queue(Arrival arrival, Dataset dataset, Path taken) throws IOException {
        MessageDigest sha256 = Sha256.begin();
        try (InputStream in = Files.newInputStream(taken);
                DigestInputStream digesting = new DigestInputStream(in, sha256);
                RecordReader reader = RecordReaders.open(new KeptOpen(digesting), arrival.profile(), dataset)) {
            Queueing.Queued queued = queueing.run(arrival, dataset, reader);
            digesting.transferTo(OutputStream.nullOutputStream());
            String digest = Sha256.end(sha256);
            if (queued.none()) {
                return steps.refuse(
                        arrival,
                        ArrivalState.REFUSED,
                        queued.broken().orElseThrow(),
                        queued.counts().refused(),
                        Optional.of(digest));
            }
            if (!steps.queued(arrival, queued, digest)) {
                return new Outcome.Elsewhere();
            }
            return new Outcome.Received(new Receipt(
                    arrival.number(), queued.counts().records(), queued.counts().refused(), queued.refusals(), false));
        } catch (RefusedException e) {
            return steps.refuse(arrival, ArrivalState.REFUSED, e.refusal(), 0, Optional.of(Sha256.of(taken)));
        } catch (JMSException e) {
            throw new BrokerOrDiskException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerOrDiskException(e);
        }
    }

    private static BasicFileAttributes facts(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static String claimKey(Path relative, BasicFileAttributes facts) {
        String key =
                relative + "|" + facts.size() + "|" + facts.lastModifiedTime().toMillis();
        return key.length() <= 1000 ? key : Sha256.of(key);
    }

    static Refusal unknown(String dataset) {
        String name = Folders.safe(dataset);
        return Refusal.of("unknown-dataset", "没有信息资源 " + name, "there is no dataset " + name);
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
}
