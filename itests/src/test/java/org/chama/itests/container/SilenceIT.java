package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.util.List;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With our own loggers at TRACE, and the others as shipped, nothing of a person and no secret is in a log. */
@InContainer
class SilenceIT {

    private static final String SENTINEL = "哨兵-SENTINEL-note";

    private final Node node;
    private final Staff staff;

    SilenceIT(Node node) {
        this.node = node;
        this.staff = node.staff();
    }

    @BeforeEach
    void talk() {
        node.shell().run("log:set TRACE org.chama");
        assertThat(node.shell().run("log:get org.chama")).contains("TRACE");
    }

    @AfterEach
    void beQuiet() {
        node.shell().run("log:set INFO org.chama");
    }

    @Test
    void noPayloadAndNoSecretIsLogged() {
        String[] person = Samples.person(800);
        Drop refusals = node.drop("refusals");
        refusals.take(
                "silence.csv",
                Samples.HEADING
                        + Samples.line(801, SENTINEL)
                        + Samples.line(802, "x").replace(",", ";"));
        Soap.Answer call = node.soap()
                .post(Soap.publish(
                        "calls", "silence", Soap.record("citizen_id", person[2], "name", person[1], "note", SENTINEL)));
        await().until(() -> node.rest()
                .json("/arrivals/" + call.text("arrival"))
                .get("ended")
                .isTextual());
        Throwaway things = new Throwaway(node);
        String account = things.account("silent");
        String client = things.client("silent");
        Shell wrong = new Shell(node.ports().ssh(), account, "wrong-password-of-silence");
        try {
            wrong.run("chama:whoami");
        } catch (UncheckedIOException e) {
            // as it must be
        }
        node.shell(account).run("chama:whoami");

        // what was sent is where it belongs, else nothing was proved
        assertThat(node.rest().share("refusals"))
                .extracting(row -> row.get("note").asText())
                .contains(SENTINEL);
        assertThat(node.rest().share("calls"))
                .extracting(row -> row.get("citizen_id").asText())
                .contains(person[2]);

        String log = node.log();
        Says.nothingOfAValue(log);
        for (String secret : List.of(
                "SENTINEL",
                "wrong-password-of-silence",
                staff.person(account).password(),
                staff.person(account).cookie().replace("chama_session=", ""),
                staff.person(account).csrf(),
                staff.person(Staff.OPERATIONS).password(),
                staff.secret(client),
                staff.secret(Node.SYSTEM),
                node.secret("broker"),
                node.secret("keystore"),
                node.secret("database-chama"))) {
            assertThat(log.contains(secret))
                    .as("a secret in the log, of " + secret.length() + " characters")
                    .isFalse();
        }
    }

    @Test
    void nobodyRaisesTheLoggersThatQuotePayloads() {
        for (String logger : List.of(
                "org.apache.cxf",
                "org.apache.cxf.services",
                "org.apache.camel",
                "org.apache.activemq.artemis",
                "org.postgresql",
                "h2database",
                "ROOT",
                "com.zaxxer.hikari",
                "org.apache.wss4j")) {
            for (String level : List.of("DEBUG", "TRACE", "ALL", "trace")) {
                assertThat(node.shell().run("log:set " + level + " " + logger))
                        .as(level + " " + logger)
                        .containsPattern("not found|Insufficient credentials");
            }
        }
        assertThat(node.shell().run("log:set TRACE")).containsPattern("not found|Insufficient credentials");
        assertThat(node.shell().run("log:get"))
                .doesNotContainPattern("(cxf|camel|activemq|postgresql|h2database|wss4j).*(DEBUG|TRACE)");
        assertThat(node.shell().run("log:set ERROR org.apache.camel")).doesNotContain("Insufficient");
        assertThat(node.shell().run("log:set WARN org.apache.camel")).doesNotContain("Insufficient");
    }
}
