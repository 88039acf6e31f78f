package org.chama.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives.Archive;
import org.chama.api.ledger.Line;
import org.chama.database.Settings;
import org.chama.ledger.verifier.ExportReader;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.PublicKeys;
import org.chama.ledger.verifier.Sm3;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final Actor AUDITOR = new Actor("account:wang", "authority", "AUDITOR", "console", "r-9");

    @TempDir
    Path data;

    private Bench bench;
    private ArchiveFiles archives;
    private Path folder;

    @BeforeEach
    void open() {
        bench = new Bench(Settings.h2(data));
        folder = data.resolve("archives");
        archives = new ArchiveFiles(bench.database, bench.ledger, bench.crypto, bench.clock, folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void archivesAreLinkedByDigestAndVerifiedOffline() throws IOException {
        bench.blocks(6, 3);
        Archive first = archives.close(AUDITOR, 4);
        bench.seal();
        Archive second = archives.close(AUDITOR, 7);
        assertThat(first.previous()).isEqualTo("0".repeat(64));
        assertThat(second.previous()).isEqualTo(first.digest()).isEqualTo(digest(first));
        assertThat(second.digest()).isEqualTo(digest(second));
        assertThat(archives.list(10)).containsExactly(second, first);
        assertThat(first.toBlock()).isEqualTo(4);
        assertThat(second.fromBlock()).isEqualTo(5);
        PublicKeys keys = new PublicKeys();
        keys.add(bench.crypto.publicKey("ledger", 1));
        ExportReader reader = new ExportReader(keys, Bench.hashes(bench.ledger.heads(1)));
        for (Archive archive : List.of(first, second)) {
            try (InputStream in = Files.newInputStream(folder.resolve(archive.file()))) {
                reader.read(in, () -> Optional.of(first.digest()));
            }
        }
        Outcome outcome = reader.finish();
        assertThat(outcome.finding()).isEmpty();
        assertThat(outcome.proved()).isEqualTo(7);
    }

    @Test
    void theLedgerItselfHasTheDigest() throws IOException {
        bench.blocks(2, 3);
        Archive archive = archives.close(AUDITOR, 2);
        bench.seal();
        Line line = bench.ledger.about("archive:1", 5).get(0);
        assertThat(line.kind()).isEqualTo("ledger-archived");
        assertThat(line.actor()).isEqualTo(AUDITOR);
        assertThat(line.after()).isEqualTo(archive.digest());
        assertThat(line.before()).isEqualTo(archive.previous());
        assertThat(line.number()).isEqualTo(4);
    }

    @Test
    void refusesBlocksThatAreNotThereOrAlreadyArchived() throws IOException {
        assertThatThrownBy(() -> archives.close(AUDITOR, 1)).isInstanceOf(RefusedException.class);
        bench.blocks(3, 1);
        archives.close(AUDITOR, 2);
        for (long block : new long[] {-1, 0, 1, 2, 4}) {
            assertThatThrownBy(() -> archives.close(AUDITOR, block))
                    .as("block " + block)
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void archivesNothingThatDoesNotFitTogether() throws IOException {
        bench.blocks(3, 3);
        bench.withoutGuards();
        bench.execute("update chama.ledger_line set actor = 'account:li' where number = 2");
        assertThatThrownBy(() -> archives.close(AUDITOR, 3))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("2");
        assertThat(archives.list(5)).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void leavesNoArchiveWhenItsLineCannotBeWritten() throws IOException {
        bench.blocks(2, 2);
        bench.execute("alter table chama.ledger_pending add constraint full_disk check (kind <> 'ledger-archived')");
        assertThatThrownBy(() -> archives.close(AUDITOR, 2)).isInstanceOf(RuntimeException.class);
        assertThat(archives.list(5)).isEmpty();
        assertThat(files()).isEmpty();
        bench.execute("alter table chama.ledger_pending drop constraint full_disk");
        assertThat(archives.close(AUDITOR, 2).number()).isEqualTo(1);
    }

    @Test
    void verifyingComparesRowsLinesAndFiles() throws IOException {
        bench.blocks(4, 2);
        archives.close(AUDITOR, 2);
        assertThat(bench.ledger.verify().finding()).as("the line waits").isEmpty();
        bench.seal();
        Archive second = archives.close(AUDITOR, 4);
        bench.seal();
        assertThat(bench.ledger.verify().finding()).isEmpty();
        assertThat(archives.finding()).isEmpty();
        Files.write(folder.resolve(second.file()), new byte[] {0}, StandardOpenOption.APPEND);
        assertThat(archives.finding().orElseThrow().en()).contains(second.file());
        bench.withoutGuards();
        for (String change : List.of(
                "update chama.ledger_archive set digest = previous where number = 1",
                "update chama.ledger_archive set to_block = 3 where number = 1",
                "delete from chama.ledger_archive where number = 2",
                "insert into chama.ledger_archive select 3, from_block, to_block, last_line, closed_at, file, digest,"
                        + " previous from chama.ledger_archive where number = 1")) {
            bench.execute("create table chama.kept as select * from chama.ledger_archive", change);
            assertThat(bench.ledger.verify().finding().orElseThrow().en())
                    .as(change)
                    .contains("archive:");
            bench.execute(
                    "delete from chama.ledger_archive",
                    "insert into chama.ledger_archive select * from chama.kept",
                    "drop table chama.kept");
        }
        assertThat(bench.ledger.verify().finding()).isEmpty();
    }

    @Test
    void replacesNoFileAndRemovesWhatACrashLeft() throws IOException {
        bench.blocks(2, 2);
        Files.createDirectories(folder);
        byte[] other = {1, 2, 3};
        Files.write(folder.resolve("ledger-000001.jsonl.gz"), other);
        Files.write(folder.resolve("ledger-4711.part"), other);
        archives = new ArchiveFiles(bench.database, bench.ledger, bench.crypto, bench.clock, folder);
        assertThat(folder.resolve("ledger-4711.part")).doesNotExist();
        Archive archive = archives.close(AUDITOR, 2);
        assertThat(archive.digest()).isEqualTo(digest(archive));
        assertThat(files()).hasSize(2).anySatisfy(file -> assertThat(file).hasBinaryContent(other));
    }

    @Test
    void anArchiveFollowsTheOneBefore() throws IOException {
        bench.blocks(2, 2);
        archives.close(AUDITOR, 2);
        bench.seal();
        bench.withoutGuards();
        String hash = bench.ledger.heads(2).get(1).hash();
        bench.execute("update chama.ledger_line set detail = replace(detail, '" + hash + "', '" + "1".repeat(64)
                + "') where kind = 'ledger-archived'");
        assertThatThrownBy(() -> archives.close(AUDITOR, 3))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not follow");
    }

    @Test
    void archivesLinesWhoseTimeCannotBe() throws IOException {
        bench.blocks(2, 1);
        bench.clock.forward(Duration.ofHours(-3));
        bench.append(Bench.entry("k", "x:1"));
        bench.seal();
        assertThat(bench.ledger.verify().finding().orElseThrow().en()).contains("back-dated");
        assertThat(archives.close(AUDITOR, 3).toBlock()).isEqualTo(3);
    }

    @Test
    void onlyTheOwnerReadsTheFiles() throws IOException {
        bench.blocks(1, 1);
        Archive archive = archives.close(AUDITOR, 1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(archive.file()))))
                .isEqualTo("rw-------");
    }

    private String digest(Archive archive) throws IOException {
        return HexFormat.of().formatHex(Sm3.of(Files.readAllBytes(folder.resolve(archive.file()))));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
