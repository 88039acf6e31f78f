package org.chama.hub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.chama.api.Refusal;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.StreamArrival;

/** Takes documents without a file by making them one. */
final class StreamIntake {

    private static final int STREAM_BUFFER = 1 << 16;

    private final Datasets datasets;
    private final Folders folders;
    private final FileIntake files;
    private final long streamBytes;

    /** @param streamBytes of the largest document */
    StreamIntake(Datasets datasets, Folders folders, FileIntake files, long streamBytes) {
        this.datasets = datasets;
        this.folders = folders;
        this.files = files;
        this.streamBytes = streamBytes;
    }

    Outcome stream(StreamArrival stream, InputStream content) throws IOException {
        Optional<Dataset> dataset = datasets.find(stream.dataset());
        if (dataset.isEmpty()) {
            return new Outcome.Refused(0, FileIntake.unknown(stream.dataset()));
        }
        Path folder = folders.drop().resolve(dataset.get().department()).resolve(stream.dataset());
        Files.createDirectories(folder);
        Path spool = folder.resolve(".spool-" + UUID.randomUUID());
        Path named = folder.resolve("." + UUID.randomUUID() + "-" + Folders.safe(stream.name()));
        try {
            try (OutputStream out = Files.newOutputStream(spool)) {
                byte[] buffer = new byte[STREAM_BUFFER];
                long total = 0;
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    total += n;
                    if (total > streamBytes) {
                        return new Outcome.Refused(
                                0,
                                Refusal.of(
                                        "too-large",
                                        "内容超过 " + streamBytes + " 字节",
                                        "the content is larger than " + streamBytes + " bytes"));
                    }
                    out.write(buffer, 0, n);
                }
            }
            Folders.syncFile(spool);
            Files.move(spool, named);
            return files.claimAndTake(new FileArrival(stream.dataset(), named, stream.profile(), stream.source()));
        } finally {
            Files.deleteIfExists(spool);
            // what was not taken was not acknowledged: the other side sends it again
            Files.deleteIfExists(named);
        }
    }
}
