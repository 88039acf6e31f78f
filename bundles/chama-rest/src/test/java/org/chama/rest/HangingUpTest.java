package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.chama.api.batch.Action;
import org.chama.api.batch.Rows;
import org.chama.api.store.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HangingUpTest {

    private static final int ROWS = 2_000;
    private static final int LONG = 10_000;
    private static final Path LOG = Path.of("target", "test.log");

    private static RunningDoor door;

    @BeforeAll
    static void open() throws Exception {
        door = new RunningDoor();
    }

    @AfterAll
    static void close() throws Exception {
        door.stop();
    }

    @Test
    void saysInOneLineForThoseWhoDebugThatAClientHungUp() throws Exception {
        Rows.Builder rows = new Rows.Builder(5, ROWS, ROWS * LONG);
        for (int row = 1; row <= ROWS; row++) {
            rows.row(row, row, Action.PUT)
                    .add("x".repeat(LONG))
                    .add("1.50")
                    .add("1900")
                    .add("true")
                    .addNull();
        }
        door.store.answer = Optional.of(new Page(Fakes.PERSON.openItems(), rows.build(), Optional.empty()));
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
                    warnings.add(entry.getLoggerName() + ": " + entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger cxf = Logger.getLogger("org.apache.cxf");
        cxf.addHandler(handler);
        try {
            long before = lines();
            door.hangUpAfter("/api/v1/open/person/records");

            await().until(() -> lines() > before);
            assertThat(door.get("/api/v1/datasets").statusCode()).isEqualTo(200);
            assertThat(lines()).isEqualTo(before + 1);
            assertThat(warnings).isEmpty();
        } finally {
            cxf.removeHandler(handler);
        }
    }

    private static long lines() throws IOException {
        try (var lines = Files.lines(LOG)) {
            return lines.filter(line -> line.contains("hung up")).count();
        }
    }
}
