package org.chama.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.chama.api.RefusedException;
import org.chama.ledger.Blocks.Sealed;

/**
 * The newest block this node has known to be on disk. Kept in a file too, {@code <block>:<hash>}, where one who has all rights in the
 * database cannot change it. Thread-safe.
 */
final class LastHead {

    private static final int LONGEST = 128;

    private final Optional<Path> file;
    private volatile Optional<Known> known;

    /** A block's number and hash. */
    record Known(long block, byte[] hash) {

        boolean is(Sealed sealed) {
            return sealed.header().number() == block
                    && Arrays.equals(sealed.hash(), hash)
                    && Arrays.equals(sealed.header().hash(), hash);
        }
    }

    /** @throws RefusedException {@code ledger-head} when there is a file that cannot be read, or holds something else */
    LastHead(Optional<Path> file) {
        this.file = file.map(Path::toAbsolutePath);
        this.known = this.file.filter(Files::exists).map(LastHead::read);
    }

    Optional<Known> known() {
        return known;
    }

    /** Whether there should be a file and is none. */
    boolean missing() {
        return file.isPresent() && known.isEmpty();
    }

    /** Remembers a block whose commit is on disk; on disk itself when this returns. */
    synchronized void reach(Sealed block) {
        Known next = new Known(block.header().number(), block.hash());
        if (known.isEmpty() || next.block > known.get().block) {
            file.ifPresent(path -> write(path, next));
            known = Optional.of(next);
        }
    }

    private static Known read(Path path) {
        try {
            String text = Files.size(path) > LONGEST
                    ? ""
                    : Files.readString(path, StandardCharsets.US_ASCII).strip();
            if (text.matches("[1-9][0-9]{0,17}:[0-9a-f]{64}")) {
                int colon = text.indexOf(':');
                return new Known(
                        Long.parseLong(text.substring(0, colon)), HexFormat.of().parseHex(text.substring(colon + 1)));
            }
        } catch (IOException e) {
            throw refused(path, e);
        }
        throw refused(path, null);
    }

    private static RefusedException refused(Path path, IOException cause) {
        RefusedException refused = new RefusedException(
                "ledger-head",
                "台账链头文件 " + path + " 无法读取或内容不对；查明原因之前不要删除它。",
                "The file of the ledger's last head, " + path
                        + ", cannot be read or holds something else; do not remove it before the reason is known.");
        refused.initCause(cause);
        return refused;
    }

    private static void write(Path path, Known head) {
        try {
            Path folder = path.getParent();
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                String text = head.block + ":" + HexFormat.of().formatHex(head.hash) + "\n";
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UnsoundException(
                    "台账链头文件 " + path + " 无法写入：" + e.getMessage(),
                    "The file of the ledger's last head, " + path + ", cannot be written: " + e.getMessage(),
                    e);
        }
    }
}
