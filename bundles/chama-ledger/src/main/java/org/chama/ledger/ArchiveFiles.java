package org.chama.ledger;

import java.io.BufferedInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.ExportWriter;
import org.chama.ledger.verifier.Finding;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.Sm3;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Archive files in a folder. One is on disk before the row and the line that name it commit; what did not commit is removed. */
@Component(service = Archives.class, configurationPid = "org.chama.ledger.archives")
@Designate(ocd = ArchiveFiles.Configuration.class)
public final class ArchiveFiles implements Archives {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveFiles.class);
    private static final String NONE = "0".repeat(2 * Sm3.BYTES);
    private static final int MOST = 1_000;

    @ObjectClassDefinition(name = "Ledger archives 台账归档")
    @interface Configuration {

        @AttributeDefinition(description = "folder of the archive files; empty: ledger-archives of the data folder")
        String folder() default "";
    }

    private final Database database;
    private final Ledger ledger;
    private final Crypto crypto;
    private final Clock clock;
    private final Path folder;

    @Activate
    public ArchiveFiles(
            BundleContext context,
            @Reference Database database,
            @Reference Ledger ledger,
            @Reference Crypto crypto,
            Configuration configuration) {
        this(
                database,
                ledger,
                crypto,
                Clock.systemUTC(),
                configuration.folder().isBlank()
                        ? Path.of(Optional.ofNullable(context.getProperty("karaf.data"))
                                        .orElse("data"))
                                .resolve("ledger-archives")
                        : Path.of(configuration.folder()));
    }

    /** The ledger has made its tables already. */
    ArchiveFiles(Database database, Ledger ledger, Crypto crypto, Clock clock, Path folder) {
        this.database = database;
        this.ledger = ledger;
        this.crypto = crypto;
        this.clock = clock;
        this.folder = folder.toAbsolutePath().normalize();
        clean();
    }

    @Override
    public List<Archive> list(int limit) {
        return database.read(c -> ArchiveTable.newest(c, Math.max(1, Math.min(limit, MOST))));
    }

    @Override
    public synchronized Archive close(Actor actor, long block) throws IOException {
        Optional<Archive> before = list(1).stream().findFirst();
        long from = before.map(a -> a.toBlock() + 1).orElse(1L);
        Sealed last = database.read(c -> Blocks.range(c, block, block, 1)).stream()
                .filter(b -> block >= from)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "conflict-ledger-archive",
                        "没有可归档的第 " + block + " 块：归档从第 " + from + " 块开始，到已封的块为止。",
                        "There is no block " + block + " to archive: the next archive begins with block " + from
                                + " and ends with a sealed one."));
        long number = before.map(Archive::number).orElse(0L) + 1;
        String previous = before.map(Archive::digest).orElse(NONE);
        String name = "ledger-%06d.jsonl.gz".formatted(number);
        makeFolder();
        Path part = Files.createTempFile(folder, "ledger-", ".part");
        try {
            write(part, number, previous, from, block, heads(before));
            Archive archive = new Archive(
                    number,
                    from,
                    block,
                    last.header().last(),
                    clock.instant()
                            .truncatedTo(ChronoUnit.MICROS)
                            .atZone(StoredLine.SHANGHAI)
                            .toOffsetDateTime(),
                    name,
                    digest(part),
                    previous);
            database.write(c -> {
                ArchiveTable.insert(c, archive); // first: of two nodes that do the same only one gets further
                ledger.append(c, List.of(ArchiveTable.entry(actor, archive, last.hash())));
                place(part, name);
                return 0;
            });
            return archive;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** What the ledger itself says of the last block of the archive before: the next must follow it. */
    private Map<Long, byte[]> heads(Optional<Archive> before) {
        return before.flatMap(a -> ledger.about(ArchiveTable.about(a.number()), 1).stream()
                        .findFirst()
                        .flatMap(line -> ArchiveTable.hash(line.detail()))
                        .map(hash -> Map.of(a.toBlock(), hash)))
                .orElse(Map.of());
    }

    private void write(Path part, long number, String previous, long from, long to, Map<Long, byte[]> heads)
            throws IOException {
        Checked checked = new Checked(crypto, from, heads);
        try (FileOutputStream file = new FileOutputStream(part.toFile());
                GZIPOutputStream out = new GZIPOutputStream(file, 1 << 16)) {
            ExportWriter writer = new ExportWriter(out);
            writer.begin(from, number, previous);
            Written written = new Written(writer);
            new Walk(database).visit(from, to, new Walk.Visitor() {
                @Override
                public boolean block(Sealed block) throws IOException {
                    return written.block(block) && checked.block(block);
                }

                @Override
                public boolean line(StoredLine line) throws IOException {
                    return written.line(line) && checked.line(line);
                }
            });
            writer.end();
            out.finish();
            file.getFD().sync();
        }
        Outcome outcome = checked.finish();
        if (!outcome.whole()) {
            Finding finding = outcome.further().or(outcome::finding).orElseThrow();
            throw new RefusedException(
                    "ledger-broken",
                    "台账不一致，不予归档：" + finding.zh(),
                    "The ledger does not fit together and is not archived: " + finding.en());
        }
    }

    /** A file that is there already (the commit failed, or an older backup was restored) is never replaced. */
    private void place(Path part, String name) {
        Path file = folder.resolve(name);
        try {
            if (Files.exists(file)) {
                Files.move(file, folder.resolve(digest(file) + "-" + name), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a crash left. */
    private void clean() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "ledger-*.part")) {
            for (Path part : parts) {
                Files.delete(part);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("unfinished archives in {} cannot be removed: {}", folder, e.getMessage());
        }
    }

    /** The first archive whose file on this node is not what was recorded; files that were moved elsewhere are not looked for. */
    Optional<Text> finding() throws IOException {
        for (Archive archive : database.read(c -> ArchiveTable.newest(c, Integer.MAX_VALUE))) {
            Path file = folder.resolve(archive.file()).normalize();
            if (file.startsWith(folder)
                    && Files.isRegularFile(file)
                    && !digest(file).equals(archive.digest())) {
                return Optional.of(new Text(
                        "归档文件 " + file + " 被改动：其 SM3 摘要与台账所记不符。",
                        "The archive file " + file + " was changed: it has not the SM3 digest the ledger names."));
            }
        }
        return Optional.empty();
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return HexFormat.of().formatHex(Sm3.of(in));
        }
    }
}
