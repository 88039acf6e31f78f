package org.chama.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.chama.api.RefusedException;

/** A file that only its owner can reach and that is replaced whole or not at all. */
record OwnerFile(Path path) {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int LARGEST = 16 << 20;

    /** Differs when the file was written or replaced. */
    record Stamp(long modified, long size, String file) {

        static final Stamp ABSENT = new Stamp(0, -1, "");
    }

    OwnerFile {
        path = path.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** {@link Stamp#ABSENT} when there is no file, or none that can be looked at. */
    Stamp stamp() {
        try {
            BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
            long modified = seen.lastModifiedTime().toMillis();
            return new Stamp(modified, seen.size(), Objects.toString(seen.fileKey(), ""));
        } catch (IOException e) {
            return Stamp.ABSENT;
        }
    }

    /** Refuses a file that others can reach, or that is larger than 16 MiB. */
    byte[] read() throws IOException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            throw new RefusedException(
                    "key-readable",
                    "文件 " + path + " 可被他人访问：请执行 chmod 600，并考虑更换其中的密钥。",
                    "Others can reach the file " + path + ": chmod 600 it, and think about changing the keys in it.");
        }
        if (Files.size(path) > LARGEST) {
            throw new RefusedException(
                    "key-file-size",
                    "文件 " + path + " 超过 16 MiB，不是密钥库或口令文件。",
                    "The file " + path + " is larger than 16 MiB: it is no key store and no password.");
        }
        return Files.readAllBytes(path);
    }

    /** Returns when the new content is on disk under the file's name; until then the old content is. */
    void replace(byte[] content) throws IOException {
        makeFolder();
        Path fresh = beside(".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(FILE))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        force(path.getParent());
    }

    /** Waits until no other thread and no other process holds it; the lock is a file beside this one that stays. */
    HeldFile hold() throws IOException {
        makeFolder();
        return HeldFile.hold(beside(".lock"), PosixFilePermissions.asFileAttribute(FILE));
    }

    private void makeFolder() throws IOException {
        Path folder = path.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            force(folder.getParent());
        }
    }

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
