package org.chama.connector.file;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Says which files nobody writes any more. A {@code .done} counts when it is not older than its file, so that one left behind cannot
 * vouch for the next file of that name. Used by one polling thread.
 */
final class Complete implements GenericFileFilter<File> {

    /** Suffix of the empty file that says its neighbour is complete. */
    static final String DONE = ".done";

    /** How completeness is told. */
    enum Mode {
        DONE,
        RENAME,
        QUIET
    }

    /** So many files are remembered before those that have gone are looked for. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Mode mode;
    private final long quietNanos;
    private final LongSupplier clock;
    private final Map<Path, Seen> seen = new HashMap<>();
    private int most = MOST_REMEMBERED;

    private record Seen(long size, FileTime modified, long since) {}

    Complete(Mode mode, Duration quiet) {
        this(mode, quiet, System::nanoTime);
    }

    Complete(Mode mode, Duration quiet, LongSupplier clock) {
        this.mode = mode;
        this.quietNanos = quiet.toNanos();
        this.clock = clock;
    }

    @Override
    public boolean accept(GenericFile<File> file) {
        return !file.isDirectory() && complete(file.getFile().toPath());
    }

    boolean complete(Path file) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.startsWith(".")
                || lower.endsWith(DONE)
                || lower.endsWith(".part")
                || lower.endsWith(".tmp")
                || lower.endsWith(".filepart")) {
            return false;
        }
        try {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!facts.isRegularFile()) {
                return false;
            }
            return mode == Mode.RENAME || done(file, facts) || mode == Mode.QUIET && quiet(file, facts);
        } catch (NoSuchFileException e) {
            seen.remove(file);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean done(Path file, BasicFileAttributes facts) throws IOException {
        Path done = file.resolveSibling(file.getFileName() + DONE);
        try {
            FileTime at = Files.readAttributes(done, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .lastModifiedTime();
            return at.compareTo(facts.lastModifiedTime()) >= 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean quiet(Path file, BasicFileAttributes facts) {
        long now = clock.getAsLong();
        Seen before = seen.get(file);
        if (before == null
                || before.size() != facts.size()
                || !before.modified().equals(facts.lastModifiedTime())) {
            if (seen.size() >= most) {
                seen.keySet().removeIf(Files::notExists);
                most = Math.max(MOST_REMEMBERED, 2 * seen.size());
            }
            seen.put(file, new Seen(facts.size(), facts.lastModifiedTime(), now));
            return false;
        }
        return now - before.since() >= quietNanos;
    }
}
