package org.chama.camel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.core.ConditionFactory;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.ReportsStatus;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Outcome;
import org.chama.camel.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectorHostTest {

    private static final String NAME = "vehicles";

    private final FakeIntake intake = new FakeIntake();
    private final ConnectorHost host = new ConnectorHost(intake);
    private final Fakes.Reference reference = new Fakes.Reference(Map.of(Connector.NAME, NAME));
    private final AtomicReference<CamelContext> context = new AtomicReference<>();

    @AfterEach
    void stop() throws InterruptedException {
        host.stop();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private ConnectorStatus status() {
        return host.all().stream()
                .filter(one -> one.name().equals(NAME))
                .findFirst()
                .orElseThrow();
    }

    private void becomes(ConnectorState state) {
        soon().untilAsserted(() -> assertThat(status().state()).isEqualTo(state));
    }

    private void downWith(String zh) {
        becomes(ConnectorState.DOWN);
        assertThat(status().reason())
                .hasValueSatisfying(why -> assertThat(why.zh()).contains(zh));
    }

    /** A connector that brings what the test sends to {@code direct:in}. */
    private Connector direct(String to) {
        return route -> {
            context.set(route.getContext());
            route.from("direct:in").to(to);
        };
    }

    private Connector files(Path folder) {
        return route -> route.from("file:" + folder + "?noop=true&idempotent=false&initialDelay=0&delay=20")
                .to("chama:intake/vehicles");
    }

    private ProducerTemplate started() {
        soon().until(() -> context.get() != null && context.get().isStarted());
        return context.get().createProducerTemplate();
    }

    @Test
    void tellsHowAConnectorFares(@TempDir Path folder) throws Exception {
        host.addConnector(reference, files(folder));
        becomes(ConnectorState.IDLE);
        assertThat(status().bundle()).isEqualTo("org.example.connector");
        assertThat(status().version()).isEqualTo("1.2.3");
        assertThat(status().datasets()).containsExactly("vehicles");
        assertThat(status().arrivals()).isZero();

        Path file = Files.writeString(folder.resolve("a.csv"), "a");
        becomes(ConnectorState.UP);
        assertThat(status().lastArrival()).isPresent();
        assertThat(intake.files.get(0).file()).isEqualTo(file);
        assertThat(intake.files.get(0).dataset()).isEqualTo("vehicles");
        assertThat(intake.files.get(0).source()).isEqualTo(NAME);

        intake.answer = () -> {
            throw new RefusedException("any", "数据库已离线", "the database is away");
        };
        downWith("数据库已离线");

        intake.answer = FakeIntake::received;
        becomes(ConnectorState.UP);
        assertThat(status().reason()).isEmpty();

        host.run(NAME, false);
        assertThat(status().state()).isEqualTo(ConnectorState.STOPPED);
        int before = intake.files.size();
        host.run(NAME, false);
        assertThat(status().state()).isEqualTo(ConnectorState.STOPPED);

        host.run(NAME, true);
        becomes(ConnectorState.UP);
        assertThat(intake.files.size()).isGreaterThan(before);
    }

    @Test
    void isUnknownUntilTheOtherSideAnswers() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        started();

        assertThat(status().state()).isEqualTo(ConnectorState.UNKNOWN);
    }

    @Test
    void isIdleAgainWhenWhatFailedWasDoneByOthers(@TempDir Path folder) throws Exception {
        host.addConnector(reference, files(folder));
        intake.answer = () -> {
            throw new IllegalStateException("the broker is away");
        };
        Path file = Files.writeString(folder.resolve("a.csv"), "a");
        downWith("IllegalStateException");

        Files.delete(file);

        becomes(ConnectorState.IDLE);
        assertThat(status().reason()).isEmpty();
    }

    @Test
    void isDownWhileAPollFailsAndIdleWhenItWorks() {
        AtomicReference<String> trouble = new AtomicReference<>("connection refused");
        host.addConnector(reference, route -> {
            route.getContext().addComponent("legacy", new LegacyComponent(trouble));
            route.from("legacy:system?initialDelay=0&delay=20")
                    .routeId("legacy")
                    .to("chama:intake/vehicles");
        });
        downWith("IOException");
        assertThat(status().reason().orElseThrow().en()).isEqualTo("route legacy failed: IOException");

        trouble.set("");

        becomes(ConnectorState.IDLE);
    }

    @Test
    void letsWhatIsUnderWayEndBeforeTheConnectorGoes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        intake.answer = () -> {
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return FakeIntake.received();
        };
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread sender = new Thread(() -> outcome.set(template.requestBody("direct:in", "a")));
        sender.start();
        begun.await();

        Thread remover = new Thread(() -> host.removeConnector(reference));
        remover.start();
        soon().until(() ->
                context.get().getRouteController() != null && context.get().isStopping());
        assertThat(remover.isAlive()).isTrue();
        assertThat(outcome.get()).isNull();
        mayEnd.countDown();

        remover.join();
        sender.join();
        assertThat(outcome.get()).isInstanceOf(Outcome.Received.class);
        assertThat(context.get().isStopped()).isTrue();
        assertThat(host.all()).isEmpty();
    }

    @Test
    void isDownWithTheSentenceOfADefinitionThatRefuses() {
        host.addConnector(reference, route -> {
            throw new RefusedException("bad-setting", "source 未填写", "source is missing");
        });

        downWith("source 未填写");
        assertThat(status().reason().orElseThrow().en()).isEqualTo("source is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "机密", "nonesuch"})
    void staysDownUnlessItsSettingsSayThatItBringsNothingSecret(String level) {
        Fakes.Reference secret = new Fakes.Reference(Map.of(Connector.NAME, NAME, Connector.CONFIDENTIALITY, level));
        host.addConnector(secret, route -> {
            throw new AssertionError("it is not even asked for its routes");
        });

        downWith("confidentiality = none");
    }

    @Test
    void isDownWhenAClassOfTheConnectorIsMissing() {
        host.addConnector(reference, route -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });

        downWith("NoClassDefFoundError");
        // and the next one starts
        Fakes.Reference other = new Fakes.Reference(Map.of(Connector.NAME, "other"));
        host.addConnector(other, direct("chama:intake/vehicles"));
        started();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chama:intake/vehicles?format=xls",
                "chama:intake/vehicles?charset=latin1",
                "chama:intake/vehicles?delimiter=x",
                "chama:intake/vehicles?recordElement=a%7Cb",
                "chama:intake/vehicles?noSuchParameter=1",
                "chama:intake/Vehicles",
                "chama:intake/v",
                "chama:intake/../etc",
                "chama:intake/1vehicles",
                "chama:intake/vehicles/more",
                "chama:intake/",
                "chama:other/vehicles"
            })
    void refusesAnEndpointThatCannotWork(String uri) {
        host.addConnector(reference, direct(uri));

        becomes(ConnectorState.DOWN);
        assertThat(status().reason()).isPresent();
    }

    @Test
    void saysWhichSettingIsWrong() {
        host.addConnector(reference, direct("chama:intake/vehicles?format=xls"));

        downWith("format 的值无效: xls");
    }

    @Test
    void readsFormatCharsetDelimiterAndElementFromTheEndpoint() {
        host.addConnector(
                reference,
                direct("chama:intake/vehicles?format=json-lines&charset=utf-8&delimiter=tab&recordElement=记录"));
        started().requestBody("direct:in", "a");

        assertThat(intake.documents.get(0).arrival().profile())
                .isEqualTo(new FileProfile(FileProfile.Format.JSON_LINES, FileProfile.Charset.UTF_8, '\t', "记录"));
    }

    @Test
    void refusesToBeTheBeginningOfARoute() {
        host.addConnector(
                reference, route -> route.from("chama:intake/vehicles").to("direct:nowhere"));

        downWith("chama:intake 只能写在路由末端");
    }

    @Test
    void looksAtNoHeaderThatAMessageBrings() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();
        Map<String, Object> hostile = Map.of(
                "CamelFileName", "../../etc/passwd",
                "cAmElFiLeNaMe", "/tmp/${bean:evil}",
                "CamelExecCommandExecutable", "/bin/sh",
                "CamelFileNameProduced", "x",
                "CamelCharsetName", "UTF-16",
                "chama_dataset", "another",
                "JMSReplyTo", "queue:evil");

        Object outcome = template.requestBodyAndHeaders("direct:in", "茶马古道", hostile);

        assertThat(outcome).isInstanceOf(Outcome.Received.class);
        FakeIntake.Document document = intake.documents.get(0);
        assertThat(document.content()).isEqualTo("茶马古道".getBytes(StandardCharsets.UTF_8));
        assertThat(document.arrival().dataset()).isEqualTo("vehicles");
        assertThat(document.arrival().source()).isEqualTo(NAME);
        assertThat(document.arrival().name()).startsWith(NAME + "-").doesNotContain("/", "..", "$", "evil");
    }

    @Test
    void failsAnExchangeOfWhichNothingWasKept() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();
        intake.answer = () -> new Outcome.Refused(0, Refusal.of("unknown-dataset", "没有信息资源", "no such dataset"));

        assertThatThrownBy(() -> template.requestBody("direct:in", "a"))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(RefusedException.class);

        downWith("没有信息资源");
        assertThat(status().arrivals()).isZero();
    }

    @Test
    void endsAnExchangeThatWasRecordedAsRefused() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();
        intake.answer = () -> new Outcome.Refused(7, Refusal.of("format-binary", "二进制", "binary"));

        assertThat(template.requestBody("direct:in", "a")).isInstanceOf(Outcome.Refused.class);

        assertThat(status().state()).isEqualTo(ConnectorState.UP);
        assertThat(status().arrivals()).isEqualTo(1);
    }

    @Test
    void countsNothingThatAnotherNodeTook() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();
        intake.answer = Outcome.Elsewhere::new;

        assertThat(template.requestBody("direct:in", "a")).isInstanceOf(Outcome.Elsewhere.class);

        assertThat(status().arrivals()).isZero();
    }

    @Test
    void isDownWhenABodyIsNothingThatCanBeRead() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ProducerTemplate template = started();

        assertThatThrownBy(() -> template.requestBody("direct:in", (Object) null))
                .isInstanceOf(CamelExecutionException.class);

        downWith("消息体不是文件");
    }

    @Test
    void staysStoppedWhateverEndsLate() {
        Health health = new Health(Clock.systemUTC());
        health.started();
        health.stopped();

        health.arrived();
        health.quiet();
        assertThat(health.down(new Text("迟", "late"))).isFalse();

        assertThat(health.picture().state()).isEqualTo(ConnectorState.STOPPED);
        assertThat(health.picture().arrivals()).isEqualTo(1);
    }

    @Test
    void refusesToRunWhatIsNotThere() {
        assertThatThrownBy(() -> host.run("nobody", true))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("unknown-connector");
    }

    @Test
    void namesAConnectorByItsPropertyItsConfigurationOrItsBundle() {
        Connector any = route -> route.from("direct:in").to("chama:intake/vehicles");
        host.addConnector(new Fakes.Reference(Map.of("service.pid", "org.chama.connector.file~tea")), any);
        host.addConnector(new Fakes.Reference(Map.of("component.name", "org.example.Tea")), any);
        host.addConnector(new Fakes.Reference(Map.of()), any);

        assertThat(host.all())
                .extracting(ConnectorStatus::name)
                .containsExactly("file-tea", "org.example.Tea", "org.example.connector");
    }

    @Test
    void listsThoseThatAreNoRoutesBesideTheOthers() {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        ConnectorStatus soap = new ConnectorStatus(
                "soap",
                "bundle",
                "1.0.0",
                ConnectorState.UP,
                Optional.empty(),
                OffsetDateTime.now(),
                List.of(),
                0,
                Optional.empty());
        ReportsStatus reporter = () -> soap;
        host.addReporter(reporter);
        assertThat(host.all()).extracting(ConnectorStatus::name).containsExactly("soap", NAME);

        host.removeReporter(reporter);
        assertThat(host.all()).extracting(ConnectorStatus::name).containsExactly(NAME);
    }

    @Test
    void takesAConnectorAwayAfterTheHostWasStopped() throws Exception {
        host.addConnector(reference, direct("chama:intake/vehicles"));
        started();
        host.stop();

        // the component runtime unbinds what was bound after it has deactivated the host
        host.removeConnector(reference);

        assertThat(context.get().isStopped()).isTrue();
    }

    @Test
    void keepsRouteErrorsOfAConnectorToItself() {
        Fakes.Reference other = new Fakes.Reference(Map.of(Connector.NAME, "other"));
        host.addConnector(other, new Connector() {
            @Override
            public void define(RouteBuilder route) {
                route.from("direct:in").process(exchange -> {
                    exchange.getMessage().setHeader(Exchange.FILE_NAME, "x");
                    throw new IllegalStateException("its own fault");
                });
            }
        });
        host.addConnector(reference, direct("chama:intake/vehicles"));
        started().requestBody("direct:in", "a");

        assertThat(status().state()).isEqualTo(ConnectorState.UP);
    }
}
