package org.chama.camel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.camel.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value of a message is never told, whatever quotes it. */
@Timeout(60)
class SilenceTest {

    /** An impossible person's. */
    private static final String VALUE = "530000190001010010";

    private static final Path LOG = Path.of("target", "test.log");

    private final FakeIntake intake = new FakeIntake();
    private final ConnectorHost host =
            new ConnectorHost(intake, new Starts(2, Duration.ofMillis(20), Duration.ofMillis(100)));
    private final Fakes.Reference reference = new Fakes.Reference(Map.of(Connector.NAME, "silent"));
    private long logged;

    @BeforeEach
    void remember() throws IOException {
        logged = Files.exists(LOG) ? Files.size(LOG) : 0;
    }

    @AfterEach
    void tellsThatItIsDownAndNotWhatTheMessageHeld() throws Exception {
        await().until(() -> host.all().get(0).state() == ConnectorState.DOWN);
        ConnectorStatus status = host.all().get(0);
        host.stop();

        assertThat(status.reason()).hasValueSatisfying(why -> {
            assertThat(why.zh()).doesNotContain(VALUE);
            assertThat(why.en()).doesNotContain(VALUE);
        });
        byte[] log = Files.readAllBytes(LOG);
        assertThat(new String(log, (int) logged, (int) (log.length - logged), StandardCharsets.UTF_8))
                .contains("Connector silent is down", "at org.chama.camel.host.")
                .doesNotContain(VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "exchange", "payload", "conversion", "cause"})
    void quotesNoBodyThatAnExceptionQuotes(String kind) {
        Processor fails = exchange -> {
            switch (kind) {
                case "message" ->
                    throw new IllegalStateException(
                            "cannot take " + exchange.getMessage().getBody());
                case "exchange" ->
                    throw new CamelExchangeException(
                            String.valueOf(exchange.getMessage().getBody()), exchange);
                case "payload" -> throw new InvalidPayloadException(exchange, Integer.class);
                case "conversion" -> exchange.getMessage().getMandatoryBody(Integer.class);
                default -> throw new IllegalStateException("outside", new IOException(VALUE));
            }
        };
        AtomicReference<CamelContext> context = new AtomicReference<>();
        host.addConnector(reference, route -> {
            context.set(route.getContext());
            route.from("direct:in").process(fails).to("chama:intake/vehicles");
        });
        await().until(() -> context.get() != null && context.get().isStarted());

        assertThatThrownBy(() -> context.get()
                        .createProducerTemplate()
                        .requestBodyAndHeader("direct:in", VALUE + "x", "id", VALUE))
                .isInstanceOf(CamelExecutionException.class);
    }

    @Test
    void quotesNoFileThatAnExceptionQuotes(@TempDir Path folder) throws IOException {
        host.addConnector(reference, route -> route.from("file:" + folder + "?initialDelay=0&delay=20&readLock=none")
                .process(exchange -> {
                    throw new IllegalStateException(exchange.getMessage().getMandatoryBody(String.class));
                })
                .to("chama:intake/vehicles"));
        Files.writeString(folder.resolve("a.csv"), VALUE);
    }

    @Test
    void quotesNothingThatAPollQuotes() {
        host.addConnector(reference, route -> {
            route.getContext().addComponent("legacy", new LegacyComponent(new AtomicReference<>("row " + VALUE)));
            route.from("legacy:system?initialDelay=0&delay=20").to("chama:intake/vehicles");
        });
    }

    @Test
    void quotesNothingThatAFailedStartQuotes() {
        host.addConnector(reference, route -> {
            throw new IllegalArgumentException(VALUE);
        });
    }
}
