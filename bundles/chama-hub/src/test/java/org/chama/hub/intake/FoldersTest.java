package org.chama.hub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

    @Test
    void archivesAFileOnceThoughSeveralDoItAtOnce(@TempDir Path root) throws Exception {
        Folders folders = new Folders(root);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            String report = "{\"state\":\"" + "x".repeat(200_000) + "\"}";
            for (long arrival = 1; arrival <= 50; arrival++) {
                long number = arrival;
                Path dropped =
                        Files.createDirectories(folders.drop().resolve("d/s")).resolve("a.csv");
                folders.take(Files.writeString(dropped, "content"), number, "a.csv");
                CyclicBarrier together = new CyclicBarrier(3);
                List<Future<String>> all = new ArrayList<>();
                for (int thread = 0; thread < 3; thread++) {
                    all.add(threads.submit(() -> {
                        together.await();
                        Path target = folders.end(number, "a.csv", "d", "s", true, report);
                        // whoever is through finds the whole report, whatever the others do
                        return Files.readString(target.resolveSibling(number + "-a.csv.report.json"));
                    }));
                }
                for (Future<String> one : all) {
                    assertThat(one.get()).isEqualTo(report);
                }
                assertThat(root.resolve("archive/d/s/" + number + "-a.csv")).hasContent("content");
                assertThat(root.resolve("taken/" + number)).doesNotExist();
            }
            try (Stream<Path> left = Files.list(root.resolve("archive/d/s"))) {
                assertThat(left).hasSize(100);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
