package org.chama.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chama.api.RefusedException;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Reach;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On H2; {@link PostgresOnceTest} does the same on PostgreSQL. */
class OnceTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final AtomicInteger done = new AtomicInteger();
    private NodeDatabase database;
    private Once once;

    NodeDatabase database() {
        return new NodeDatabase(Settings.h2(folder));
    }

    @BeforeEach
    void open() {
        database = database();
        once = new Once(() -> database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Response order() {
        return Response.status(201)
                .header("Location", "/x/" + done.incrementAndGet())
                .tag(new EntityTag("7"))
                .entity((JsonBody) json -> {
                    json.writeStartObject();
                    json.writeNumberField("done", done.get());
                    json.writeEndObject();
                })
                .build();
    }

    private static Visit visit(String name) {
        Identity identity = new Identity(Identity.Kind.ACCOUNT, name, Set.of(), "session");
        return new Visit(
                new Caller(identity, new Origin(Origin.Channel.REST, "127.0.0.1", "r")),
                Locale.CHINA,
                false,
                Optional.empty(),
                Reach.EVERYWHERE);
    }

    @Test
    void givesARepeatTheFirstAnswerEvenAfterARestart() {
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        database.close();
        database = database();
        Response again = new Once(() -> database).kept(visit("li"), "k1", "POST /x", BODY, this::order);
        assertThat(done).hasValue(1);
        assertThat(again.getStatus()).isEqualTo(201);
        assertThat(again.getHeaderString("Location")).isEqualTo("/x/1");
        assertThat(again.getHeaderString("ETag")).isEqualTo("\"7\"");
        assertThat(again.getHeaderString(Once.REPLAYED)).isEqualTo("true");
        assertThat(new String((byte[]) again.getEntity(), StandardCharsets.UTF_8))
                .isEqualTo("{\"done\":1}");
    }

    @Test
    void carriesOutWhatHasNoKeyOrAnotherOrAnotherIdentity() {
        once.kept(visit("li"), null, "POST /x", BODY, this::order);
        once.kept(visit("li"), null, "POST /x", BODY, this::order);
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        once.kept(visit("li"), "k2", "POST /x", BODY, this::order);
        once.kept(visit("wang"), "k1", "POST /x", BODY, this::order);
        assertThat(done).hasValue(5);
    }

    @Test
    void neverKeepsASecret() throws Exception {
        once.secret(visit("li"), "k1", "POST /x", BODY, this::order);
        refuses("secret-shown-once", 409, () -> once.secret(visit("li"), "k1", "POST /x", BODY, this::order));
        assertThat(done).hasValue(1);
        boolean kept = database.read(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("select 1 from chama.rest_answer where answer is not null");
                    var rows = select.executeQuery()) {
                return rows.next();
            }
        });
        assertThat(kept).isFalse();
    }

    @Test
    void refusesTheKeyForAnotherRequest() {
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        refuses("idempotency-key-reused", 422, () -> once.kept(visit("li"), "k1", "POST /y", BODY, this::order));
        refuses("idempotency-key-reused", 422, () -> once.kept(visit("li"), "k1", "POST /x", new byte[1], this::order));
        assertThat(done).hasValue(1);
    }

    @Test
    void freesTheKeyOfARefusedOrder() {
        assertThatThrownBy(() -> once.kept(visit("li"), "k1", "POST /x", BODY, () -> {
                    throw new RefusedException("wrong-name", "名称不对", "the name is wrong");
                }))
                .isInstanceOf(RefusedException.class);
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        assertThat(done).hasValue(1);
    }

    @Test
    void saysWhenNobodyKnowsWhatBecameOfAnOrder() {
        assertThatThrownBy(() -> once.kept(visit("li"), "k1", "POST /x", BODY, () -> {
                    throw new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("away"));
                }))
                .isInstanceOf(DatabaseException.class);
        refuses("still-unknown", 409, () -> once.kept(visit("li"), "k1", "POST /x", BODY, this::order));
        assertThat(done).hasValue(0);
    }

    @Test
    void letsOneOfTwoAtOnceThrough() {
        once.kept(visit("li"), "k1", "POST /x", BODY, () -> {
            refuses("still-unknown", 409, () -> once.kept(visit("li"), "k1", "POST /x", BODY, this::order));
            return order();
        });
        assertThat(done).hasValue(1);
    }

    @Test
    void forgetsAfterADay() {
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        age(database, OffsetDateTime.now().minusHours(25));
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        assertThat(done).hasValue(2);
        age(database, OffsetDateTime.now().minusHours(23));
        once.kept(visit("li"), "k1", "POST /x", BODY, this::order);
        assertThat(done).hasValue(2);
    }

    private static void age(Database database, OffsetDateTime begun) {
        database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("update chama.rest_answer set begun = ?")) {
                update.setObject(1, begun);
                return update.executeUpdate();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "键"})
    void refusesAKeyThatIsNone(String key) {
        refuses("wrong-idempotency-key", 400, () -> once.kept(visit("li"), key, "POST /x", BODY, this::order));
        refuses(
                "wrong-idempotency-key",
                400,
                () -> once.kept(visit("li"), "k".repeat(101), "POST /x", BODY, this::order));
        assertThat(done).hasValue(0);
    }

    private static void refuses(String code, int status, Supplier<Response> order) {
        assertThatThrownBy(order::get).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(code);
            assertThat(refused.status()).isEqualTo(status);
        });
    }
}
