package org.chama.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;
import org.chama.api.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The text beside a refused file that says why, in both languages. */
final class Note {

    static final String SUFFIX = ".refused.txt";

    private static final Logger LOG = LoggerFactory.getLogger(Note.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Note() {}

    static void write(Path deploy, String name, Refusal why, boolean formerStays) throws IOException {
        String text = "未接受 " + name + ": " + why.text().zh() + "\n"
                + (formerStays ? "此前的版本继续运行。\n" : "")
                + "Not taken: " + name + ": " + why.text().en() + "\n"
                + (formerStays ? "The version before it goes on running.\n" : "")
                + "code: " + why.code() + "\n";
        // a new file, moved over whatever lies there: nothing that is a link is written through
        Path fresh = deploy.resolve("." + Long.toHexString(RANDOM.nextLong()) + SUFFIX);
        try {
            Files.writeString(fresh, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(fresh, of(deploy, name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            LOG.warn("The note beside {} cannot be written, the ledger and the log say why it is refused", name, e);
        }
    }

    static void remove(Path deploy, String name) throws IOException {
        remove(of(deploy, name));
    }

    /** A folder of that name is none of ours. */
    private static void remove(Path note) throws IOException {
        if (!Files.isDirectory(note, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(note);
        }
    }

    /** Removes the notes of files that have gone. */
    static void removeOrphans(Path deploy, Set<String> present) throws IOException {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(deploy, "*" + SUFFIX)) {
            for (Path note : notes) {
                String of = note.getFileName().toString();
                if (!present.contains(of.substring(0, of.length() - SUFFIX.length()))) {
                    remove(note);
                }
            }
        }
    }

    private static Path of(Path deploy, String name) {
        return deploy.resolve(name + SUFFIX);
    }
}
