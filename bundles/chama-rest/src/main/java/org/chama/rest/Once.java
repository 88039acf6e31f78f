package org.chama.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;

/**
 * Lets an order with an {@code Idempotency-Key} take effect once: for 24 hours, on every node, the same identity's repeat of it gets the
 * first answer again. A secret is never kept: its repeat is told that it was shown once. Thread-safe.
 *
 * <p>The key is taken before the order is carried out. When a node dies in between, or the database fails so that nobody knows whether
 * it was carried out, repeats are told so; a refusal frees the key.
 */
final class Once {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Duration KEPT = Duration.ofHours(24);
    private static final int LONGEST = 100;

    private final Supplier<Database> database;
    private final AtomicReference<Database> prepared = new AtomicReference<>();

    Once(Supplier<Database> database) {
        this.database = database;
    }

    /** An order whose answer may be given again. */
    Response kept(Visit visit, String key, String operation, byte[] body, Supplier<Response> order) {
        return run(visit, key, operation, body, true, order);
    }

    /** An order whose answer holds a secret. */
    Response secret(Visit visit, String key, String operation, byte[] body, Supplier<Response> order) {
        return run(visit, key, operation, body, false, order);
    }

    private Response run(
            Visit visit, String key, String operation, byte[] body, boolean keep, Supplier<Response> order) {
        if (key == null) {
            return order.get();
        }
        if (key.isEmpty() || key.length() > LONGEST || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw Refused.badRequest(
                    "wrong-idempotency-key",
                    HEADER + " 应为 1 至 100 个可见 ASCII 字符",
                    HEADER + " must be 1 to 100 visible ASCII characters");
        }
        String identity = visit.caller().identity().actor();
        Database kept = prepared();
        Optional<Response> before = before(kept, identity, key, digest(operation, body));
        if (before.isPresent()) {
            return before.get();
        }
        Response response;
        try {
            response = order.get();
        } catch (RefusedException | Refused | NotReadyException e) {
            kept.write(connection -> forget(connection, identity, key));
            throw e;
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Cause.CONFLICT) {
                // it was rolled back, and the answer says to try again
                kept.write(connection -> forget(connection, identity, key));
            }
            throw e;
        }
        kept.write(connection -> keep(connection, identity, key, response, keep));
        return response;
    }

    private Database prepared() {
        Database now = database.get();
        if (prepared.get() != now) {
            now.migrate("rest", Once.class.getClassLoader());
            prepared.set(now);
        }
        return now;
    }

    /** Takes the key, or gives what became of the order that has it. */
    private static Optional<Response> before(Database database, String identity, String key, String digest) {
        OffsetDateTime now = OffsetDateTime.now();
        try {
            return database.write(connection -> {
                try (PreparedStatement old =
                        connection.prepareStatement("delete from chama.rest_answer where begun < ?")) {
                    old.setObject(1, now.minus(KEPT));
                    old.executeUpdate();
                }
                Optional<Response> found = found(connection, identity, key, digest);
                if (found.isEmpty()) {
                    take(connection, identity, key, digest, now);
                }
                return found;
            });
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Cause.CONFLICT) {
                throw e;
            }
            throw unknown();
        }
    }

    private static void take(Connection connection, String identity, String key, String digest, OffsetDateTime now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into chama.rest_answer (identity, idempotency_key, digest, begun) values (?, ?, ?, ?)")) {
            insert.setString(1, identity);
            insert.setString(2, key);
            insert.setString(3, digest);
            insert.setObject(4, now);
            insert.executeUpdate();
        }
    }

    private static Optional<Response> found(Connection connection, String identity, String key, String digest)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select digest, status, version, location, answer"
                + " from chama.rest_answer where identity = ? and idempotency_key = ?")) {
            select.setString(1, identity);
            select.setString(2, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(again(row, digest)) : Optional.empty();
            }
        }
    }

    private static Response again(ResultSet row, String digest) throws SQLException {
        if (!row.getString(1).equals(digest)) {
            throw new Refused(
                    422,
                    Refusal.of(
                            "idempotency-key-reused",
                            "该 " + HEADER + " 已用于另一请求",
                            "this " + HEADER + " was used for another request"));
        }
        int status = row.getInt(2);
        if (row.wasNull()) {
            throw unknown();
        }
        String answer = row.getString(5);
        if (answer == null) {
            throw new Refused(
                    409,
                    Refusal.of(
                            "secret-shown-once",
                            "该请求已完成,其中的密钥或密码只显示一次;如未收到,请重新签发",
                            "this was done, and its secret is shown once only; issue another if it did not reach you"));
        }
        Response.ResponseBuilder response =
                Response.status(status).header(REPLAYED, "true").entity(answer.getBytes(StandardCharsets.UTF_8));
        if (row.getString(3) != null) {
            response.header(HttpHeaders.ETAG, row.getString(3));
        }
        if (row.getString(4) != null) {
            response.header(HttpHeaders.LOCATION, row.getString(4));
        }
        return response.build();
    }

    private static Void keep(Connection connection, String identity, String key, Response response, boolean keep)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update chama.rest_answer set status = ?,"
                + " version = ?, location = ?, answer = ? where identity = ? and idempotency_key = ?")) {
            update.setInt(1, response.getStatus());
            update.setString(
                    2,
                    response.getEntityTag() == null
                            ? null
                            : "\"" + response.getEntityTag().getValue() + "\"");
            update.setString(3, response.getHeaderString(HttpHeaders.LOCATION));
            update.setString(4, keep ? text(response) : null);
            update.setString(5, identity);
            update.setString(6, key);
            update.executeUpdate();
            return null;
        }
    }

    private static Void forget(Connection connection, String identity, String key) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from chama.rest_answer where identity = ? and idempotency_key = ?")) {
            delete.setString(1, identity);
            delete.setString(2, key);
            delete.executeUpdate();
            return null;
        }
    }

    private static String text(Response response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            Json.write((JsonBody) response.getEntity(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer cannot be written to memory", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Refused unknown() {
        return new Refused(
                409,
                Refusal.of(
                        "still-unknown",
                        "同一 " + HEADER + " 的请求仍在处理,或其结果未知;请查看对象后再用新的值",
                        "a request of this " + HEADER
                                + " is still at work or its outcome is unknown; look at the object before you use another"));
    }

    private static String digest(String operation, byte[] body) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(operation.getBytes(StandardCharsets.UTF_8));
            sha.update((byte) '\n');
            return HexFormat.of().formatHex(sha.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
