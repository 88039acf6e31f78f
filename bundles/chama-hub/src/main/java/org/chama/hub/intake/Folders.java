package org.chama.hub.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.chama.api.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders of an exchange: {@code drop/<department>/<dataset>/}, {@code taken/<arrival>/}, {@code archive/} and
 * {@code quarantine/}, all on one file system. A move is on disk when it returns.
 */
public final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);
    private static final int LONGEST_NAME = 120;

    private final Path drop;
    private final Path taken;
    private final Path archive;
    private final Path quarantine;

    public Folders(Path root) {
        try {
            this.drop = Files.createDirectories(root.resolve("drop")).toRealPath();
            this.taken = Files.createDirectories(root.resolve("taken")).toRealPath();
            this.archive = Files.createDirectories(root.resolve("archive")).toRealPath();
            this.quarantine =
                    Files.createDirectories(root.resolve("quarantine")).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the exchange folders in " + root, e);
        }
    }

    public Path drop() {
        return drop;
    }

    /** The file's path below the drop folder. @throws RefusedException when it is no regular file inside it */
    Path inside(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw outside();
        }
        Path real = parent.toRealPath().resolve(file.getFileName());
        if (!real.startsWith(drop)
                || real.getNameCount() != drop.getNameCount() + 3
                || !Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isRegularFile()) {
            throw outside();
        }
        return drop.relativize(real);
    }

    Path dropped(String relative) {
        return drop.resolve(relative);
    }

    Path taken(long arrival, String name) {
        return taken.resolve(Long.toString(arrival)).resolve(name);
    }

    /** Moves a dropped file into {@code taken/<arrival>/}. */
    void take(Path dropped, long arrival, String name) throws IOException {
        Path folder = taken.resolve(Long.toString(arrival));
        Files.createDirectories(folder);
        Files.move(dropped, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        sync(taken);
        sync(dropped.getParent());
    }

    /**
     * Moves a taken file, with its report beside it, to where ended arrivals lie; does what is left of it when it was begun before.
     * Harmless when several do it at once.
     */
    Path end(long arrival, String name, String department, String dataset, boolean good, String report)
            throws IOException {
        Path folder = (good ? archive : quarantine).resolve(safe(department)).resolve(safe(dataset));
        Files.createDirectories(folder);
        Path target = folder.resolve(arrival + "-" + name);
        Path reportFile = folder.resolve(arrival + "-" + name + ".report.json");
        Path written =
                Files.writeString(folder.resolve("." + UUID.randomUUID() + ".report"), report, StandardCharsets.UTF_8);
        syncFile(written);
        Files.move(written, reportFile, StandardCopyOption.ATOMIC_MOVE);
        Path from = taken(arrival, name);
        try {
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug("The file of arrival {} was moved before", arrival);
        }
        sync(folder);
        Files.deleteIfExists(from.getParent());
        sync(taken);
        return target;
    }

    /** Keeps everybody but the node's own user from reading a file that ended. */
    static void forOwnerOnly(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** A file name that is harmless everywhere: letters, digits, dot, hyphen and underscore stay. */
    static String safe(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .forEach(c -> out.appendCodePoint(
                        Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_' ? c : '_'));
        while (out.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            out.delete(0, out.offsetByCodePoints(0, 1));
        }
        while (!out.isEmpty() && out.charAt(0) == '.') {
            out.setCharAt(0, '_');
        }
        return out.isEmpty() ? "_" : out.toString();
    }

    /** The same path without characters that could forge a line of a log or report. */
    static String printable(String path) {
        StringBuilder out = new StringBuilder();
        path.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.length() > 900 ? out.substring(0, 900) : out.toString();
    }

    static void syncFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static RefusedException outside() {
        return new RefusedException(
                "file-outside",
                "只接收 drop/<部门>/<信息资源>/ 中的普通文件",
                "only a regular file in drop/<department>/<dataset>/ is taken");
    }
}
