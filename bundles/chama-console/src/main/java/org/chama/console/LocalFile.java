package org.chama.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.chama.api.RefusedException;

/**
 * Files a command reads or writes: those in the node's folder {@code data/console} and nowhere else, named relative to it. No link is
 * followed. What is written is new and its owner's only.
 */
final class LocalFile {

    private static final String FOLDER = "console";

    private LocalFile() {}

    /** @throws RefusedException when it is there already */
    static OutputStream create(String name) throws IOException {
        try {
            return Channels.newOutputStream(Files.newByteChannel(
                    inside(name),
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    owners("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException(
                    "already-there", "文件已存在,不会覆盖", "the file is there already and is not overwritten");
        }
    }

    /** A folder that is not there yet or is empty, as who writes into it checks. */
    static Path folder(String name) throws IOException {
        Path folder = inside(name);
        if (Files.isSymbolicLink(folder)) {
            throw wrongName();
        }
        return folder;
    }

    /** Reads a file of at most this many bytes. */
    static byte[] read(String name, int most) throws IOException {
        Path file = inside(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException("unknown-file", "data/console 中没有此文件", "there is no such file in data/console");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new RefusedException(
                        "file-too-large", "文件超过 " + most + " 字节", "the file is over " + most + " bytes");
            }
            return bytes;
        }
    }

    /** Where a name leads: every folder on the way is one, and no link. */
    private static Path inside(String name) throws IOException {
        Path relative = relative(name);
        Path path = console();
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            path = path.resolve(relative.getName(i));
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException(
                        "unknown-folder", "data/console 中没有此目录", "there is no such folder in data/console");
            }
        }
        return path.resolve(relative.getFileName());
    }

    private static Path relative(String name) {
        try {
            Path relative = Path.of(name);
            for (Path part : relative) {
                if (part.toString().isEmpty()
                        || part.toString().equals(".")
                        || part.toString().equals("..")) {
                    throw wrongName();
                }
            }
            if (relative.isAbsolute()) {
                throw wrongName();
            }
            return relative;
        } catch (InvalidPathException e) {
            throw wrongName();
        }
    }

    /** Made when it is needed, its owner's only. */
    private static Path console() throws IOException {
        Path data = Path.of(System.getProperty("karaf.data", "data")).toRealPath();
        Path console = data.resolve(FOLDER);
        if (!Files.isDirectory(console, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(console, owners("rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(console, LinkOption.NOFOLLOW_LINKS)) {
                    throw new RefusedException("wrong-folder", "data/console 不是目录", "data/console is not a folder");
                }
            }
        }
        return console;
    }

    private static FileAttribute<Set<PosixFilePermission>> owners(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static RefusedException wrongName() {
        return new RefusedException(
                "wrong-file",
                "文件名应相对于 data/console,不含 .. 与链接",
                "a file is named relative to data/console, without .. and links");
    }
}
