package org.chama.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;

/**
 * Looks into {@code deploy/} and lets what is signed by a trusted signer through into a private folder, the only one the runtime
 * watches. A file is judged when two looks found it unchanged, on a private copy nobody else can write. What was let through once and
 * is replaced by something that is refused stays as it was; what is taken away, or whose signer is trusted no more, goes. What was let
 * through is judged by the moment it was, which is its time in the private folder: that its signer expires later does not end it.
 *
 * <p>Used by one thread.
 */
final class Gate {

    private static final long LARGEST = 512L << 20;
    private static final String SIGNATURE = ".p7s";

    /** The distribution's own note to people. */
    private static final String README = "README";

    /**
     * Where things lie.
     *
     * @param deploy the folder people put files into
     * @param through the private folder the runtime watches
     * @param signers trusted certificates
     */
    record Folders(Path deploy, Path through, Path signers) {}

    private final Folders folders;
    private final Path checking;
    private final Trail trail;
    private final Clock clock;
    private final Map<String, String> seen = new HashMap<>();
    private final Map<String, String> judged = new HashMap<>();
    private Signers signers;
    private String signersSeen;

    Gate(Folders folders, Trail trail, Clock clock) throws IOException {
        this.folders = folders;
        this.trail = trail;
        this.clock = clock;
        this.checking = folders.through().resolveSibling(folders.through().getFileName() + "-checking");
        for (Path folder : new Path[] {folders.through(), checking}) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        this.signers = Signers.read(folders.signers());
        this.signersSeen = signers.state();
    }

    /**
     * One look. What could not be read or recorded is judged again by the next.
     *
     * @throws IOException when something could not, or a folder is not there: nothing is taken away then
     */
    void round() throws IOException {
        if (!areSignersSettled()) {
            return;
        }
        Map<String, String> present = present();
        seen.keySet().retainAll(present.keySet());
        judged.keySet().retainAll(present.keySet());
        removeWhatIsGone(present);
        IOException failed = null;
        for (Map.Entry<String, String> file : present.entrySet()) {
            String name = file.getKey();
            boolean still = file.getValue().equals(seen.put(name, file.getValue()));
            if (still && !file.getValue().equals(judged.get(name))) {
                try {
                    judge(name);
                    judged.put(name, file.getValue());
                } catch (NoSuchFileException e) {
                    seen.remove(name);
                } catch (IOException e) {
                    // no reason to leave the others
                    failed = e;
                }
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /** They are read when two looks found them the same: a certificate that is half written is not one that was taken out. */
    private boolean areSignersSettled() throws IOException {
        if (!Files.isDirectory(folders.signers()) && isSignedThrough()) {
            throw new NoSuchFileException(folders.signers().toString());
        }
        String state = Signers.stateOf(folders.signers());
        boolean settled = state.equals(signersSeen);
        signersSeen = state;
        if (settled && !state.equals(signers.state())) {
            signers = Signers.read(folders.signers());
            judged.clear();
        }
        return settled;
    }

    private boolean isSignedThrough() throws IOException {
        try (Stream<Path> all = Files.list(folders.through())) {
            return all.anyMatch(file -> Kind.of(file.getFileName().toString()) != Kind.UNSIGNED);
        }
    }

    private Map<String, String> present() throws IOException {
        Map<String, String> present = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folders.deploy())) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")
                        && !name.equals(README)
                        && !name.endsWith(SIGNATURE)
                        && !name.endsWith(Note.SUFFIX)) {
                    facts(file).ifPresent(facts -> present.put(name, facts));
                }
            }
        }
        for (Map.Entry<String, String> file : present.entrySet()) {
            facts(folders.deploy().resolve(file.getKey() + SIGNATURE))
                    .ifPresent(signature -> file.setValue(file.getValue() + "+" + signature));
        }
        return present;
    }

    private static Optional<String> facts(Path file) throws IOException {
        try {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return facts.isDirectory()
                    ? Optional.empty()
                    : Optional.of(
                            facts.size() + "|" + facts.lastModifiedTime().toMillis() + "|" + facts.isRegularFile());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void removeWhatIsGone(Map<String, String> present) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folders.through())) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (!present.containsKey(name)) {
                    trail.removed(name);
                    Files.deleteIfExists(file);
                    Note.remove(folders.deploy(), name);
                }
            }
        }
        Note.removeOrphans(folders.deploy(), present.keySet());
    }

    private void judge(String name) throws IOException {
        Path file = folders.deploy().resolve(name);
        Path through = folders.through().resolve(name);
        Path copy = checking.resolve("file");
        Path signature = checking.resolve("signature");
        try {
            Kind kind = Kind.of(name);
            copy(file, copy);
            boolean signatureThere = copyIfThere(folders.deploy().resolve(name + SIGNATURE), signature);
            boolean runs = Files.exists(through) && Files.mismatch(copy, through) < 0;
            Date on = runs ? new Date(Files.getLastModifiedTime(through).toMillis()) : Date.from(clock.instant());
            Signed signed =
                    switch (kind) {
                        case ARCHIVE -> JarSignature.verify(copy, signers, on);
                        case FEATURE ->
                            FeatureSignature.verify(
                                    copy,
                                    signatureThere
                                            ? signature
                                            : folders.deploy().resolve(name + SIGNATURE),
                                    signers,
                                    on);
                        case UNSIGNED -> new Signed("", "");
                    };
            if (!runs) {
                trail.taken(name, copy, signed);
                Files.setLastModifiedTime(copy, FileTime.from(clock.instant()));
                Files.move(copy, through, StandardCopyOption.ATOMIC_MOVE);
            }
            Note.remove(folders.deploy(), name);
        } catch (RefusedException e) {
            refuse(name, e.refusal(), copy, through);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(signature);
        }
    }

    private void refuse(String name, Refusal why, Path copy, Path through) throws IOException {
        boolean sameAsBefore = Files.exists(copy) && Files.exists(through) && Files.mismatch(copy, through) < 0;
        boolean formerStays = Files.exists(through) && !sameAsBefore;
        trail.refused(name, why, formerStays);
        if (sameAsBefore) {
            Files.delete(through);
        }
        Note.write(folders.deploy(), name, why, formerStays);
    }

    /** Opened once, and no more is copied than was allowed, whatever becomes of the name or the file meanwhile. */
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new RefusedException("not-a-file", "不是普通文件", "not a regular file");
        }
        Files.deleteIfExists(to);
        try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[1 << 16];
            long left = LARGEST;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw new RefusedException("too-large", "超过 512 MiB", "larger than 512 MiB");
                }
                out.write(buffer, 0, read);
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }

    private static boolean copyIfThere(Path from, Path to) throws IOException {
        try {
            copy(from, to);
            return true;
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(to);
            return false;
        }
    }
}
