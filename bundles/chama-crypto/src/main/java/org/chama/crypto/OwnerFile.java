package org.chama.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.chama.api.RefusedException;

/** A file that only its owner can reach and that is replaced whole or not at all. */
record OwnerFile(Path path) {

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    OwnerFile {
        path = path.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Refuses a file that others can reach. */
    byte[] read() throws IOException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            throw new RefusedException(
                    "key-readable",
                    "文件 " + path + " 可被他人访问：请执行 chmod 600，并考虑更换其中的密钥。",
                    "Others can reach the file " + path + ": chmod 600 it, and think about changing the keys in it.");
        }
        return Files.readAllBytes(path);
    }

    /** Returns when the new content is on disk under the file's name; until then the old content is. */
    void replace(byte[] content) throws IOException {
        Path folder = path.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            force(folder.getParent());
        }
        Path fresh = folder.resolve(path.getFileName() + ".new");
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
        force(folder);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }
}
