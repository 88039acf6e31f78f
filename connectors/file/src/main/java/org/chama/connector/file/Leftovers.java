package org.chama.connector.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.chama.api.access.Reach;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears a drop folder of what a crash left there: a {@code .done} whose file was taken just before, and hidden files into which the
 * platform was writing.
 *
 * <p>A {@code .done} without its file may also have come before it. It goes only when the desk knows an arrival of its file that was
 * claimed after the {@code .done} was there, or when it has lain for a day. Used by one thread at a time.
 */
final class Leftovers {

    static final Duration OLD = Duration.ofDays(1);
    static final Duration AGAIN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final int PAGE = 200;
    private static final String SPOOL = ".spool-";
    private static final int UUID_LENGTH = 36;

    private final Path folder;
    private final String department;
    private final String dataset;
    private final Desk desk;
    private final Clock clock;
    private Instant last = Instant.MIN;

    Leftovers(Path folder, String department, String dataset, Desk desk, Clock clock) {
        this.folder = folder;
        this.department = department;
        this.dataset = dataset;
        this.desk = desk;
        this.clock = clock;
    }

    /** Sweeps when it has not for a while: after a crash a file may be taken by another way than the one its mark came. */
    void sweepAgain() {
        if (!clock.instant().isBefore(last.plus(AGAIN))) {
            sweep();
        }
    }

    /** What cannot be cleared now stays for the next time and costs nobody anything. */
    void sweep() {
        last = clock.instant();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            Map<String, Marker> markers = old(clock.instant().minus(OLD));
            if (!markers.isEmpty()) {
                ofTakenFiles(markers);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{}/{}: what a crash may have left is not cleared now: {}",
                    department,
                    dataset,
                    e.getClass().getName());
        }
    }

    private record Marker(Path path, Instant there) {}

    /** Removes what is old. @return younger markers without a file, by the name of the file */
    private Map<String, Marker> old(Instant limit) throws IOException {
        Map<String, Marker> younger = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean orphan = name.endsWith(Complete.DONE) && isWithoutFile(entry, name);
                if (!orphan && !isOurs(name) || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                Instant there = there(entry);
                if (there.isBefore(limit)) {
                    remove(entry);
                } else if (orphan) {
                    younger.put(fileOf(name), new Marker(entry, there));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return younger;
    }

    private static boolean isWithoutFile(Path marker, String name) {
        return !name.startsWith(".") && Files.notExists(marker.resolveSibling(fileOf(name)), LinkOption.NOFOLLOW_LINKS);
    }

    private static String fileOf(String marker) {
        return marker.substring(0, marker.length() - Complete.DONE.length());
    }

    /** Whether the hub writes documents into files of such a name before it claims them; unclaimed they were never acknowledged. */
    private static boolean isOurs(String name) {
        return name.startsWith(SPOOL) && isUuid(name, SPOOL.length()) && name.length() == SPOOL.length() + UUID_LENGTH
                || name.startsWith(".") && isUuid(name, 1) && name.startsWith("-", 1 + UUID_LENGTH);
    }

    private static boolean isUuid(String name, int from) {
        if (name.length() < from + UUID_LENGTH) {
            return false;
        }
        String text = name.substring(from, from + UUID_LENGTH);
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Since when it is here: a copy may keep an older time of change, not of its entry. */
    private static Instant there(Path entry) throws IOException {
        FileTime changed = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS);
        FileTime here = (FileTime) Files.getAttribute(entry, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        return (changed.compareTo(here) > 0 ? changed : here).toInstant();
    }

    private void ofTakenFiles(Map<String, Marker> markers) throws IOException {
        Instant oldest = Instant.MAX;
        for (Marker marker : markers.values()) {
            oldest = marker.there().isBefore(oldest) ? marker.there() : oldest;
        }
        Filter mine = new Filter(
                Reach.EVERYWHERE, Optional.of(department), Optional.of(dataset), Optional.empty(), Optional.empty());
        Optional<String> after = Optional.empty();
        boolean more = true;
        while (more) {
            Listing<ArrivalView> page = desk.arrivals(mine, after, PAGE);
            more = page.next().isPresent();
            after = page.next();
            for (ArrivalView arrival : page.entries()) {
                // newest first: what follows was claimed before any marker was there
                more &= !arrival.claimed().toInstant().isBefore(oldest);
                Marker marker = markers.get(name(arrival));
                if (marker != null
                        && isTaken(arrival)
                        && !arrival.claimed().toInstant().isBefore(marker.there())) {
                    remove(marker.path());
                }
            }
        }
    }

    private String name(ArrivalView arrival) {
        String below = department + "/" + dataset + "/";
        return arrival.source().startsWith(below) ? arrival.source().substring(below.length()) : "";
    }

    /** Right after a crash an arrival whose file was taken may still say that it is claimed only. */
    private static boolean isTaken(ArrivalView arrival) {
        return arrival.state() != ArrivalState.VOID;
    }

    private void remove(Path leftover) throws IOException {
        if (Files.deleteIfExists(leftover)) {
            LOG.info("{}/{}: cleared what a crash left", department, dataset);
        }
    }
}
