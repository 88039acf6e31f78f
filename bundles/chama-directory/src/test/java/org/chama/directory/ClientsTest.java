package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.directory.Refuses.refuses;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Authentication.SignedRequest;
import org.chama.api.access.Caller;
import org.chama.api.access.Held;
import org.chama.api.access.Identity;
import org.chama.api.access.Role;
import org.chama.api.directory.Administration.IssuedSecret;
import org.chama.api.directory.Client;
import org.chama.api.directory.Client.Credential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsTest extends OnH2 {

    private static final String BODY = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

    private IssuedSecret secret;
    private int nonces;

    @BeforeEach
    void client() {
        node.department("police", 1, "530100");
        node.department("health", 2, "530100");
        node.client("vehicles", "police");
        secret = node.administration.issueSecret(node.administrator(), "vehicles", Optional.empty());
    }

    private String nonce() {
        return "nonce-0123456789-" + nonces++;
    }

    private SignedRequest signed(String client, String key, String nonce, Instant at) {
        return signed(client, key, nonce, at, "HMAC-SM3");
    }

    private SignedRequest signed(String client, String key, String nonce, Instant at, String algorithm) {
        String stamp = Long.toString(at.getEpochSecond());
        String text = "POST\n/api/v1/intake/person?x=1\n" + stamp + "\n" + nonce + "\n" + BODY;
        byte[] mac = node.crypto.hmac(
                algorithm.equals("HMAC-SM3") ? algorithm : "HMAC-SHA256",
                key.getBytes(StandardCharsets.US_ASCII),
                text.getBytes(StandardCharsets.UTF_8));
        return new SignedRequest(
                client,
                algorithm,
                "POST",
                "/api/v1/intake/person?x=1",
                stamp,
                nonce,
                BODY,
                HexFormat.of().formatHex(mac));
    }

    private String sign(SignedRequest request) {
        return TestNode.code(node.authentication.signature(request, TestNode.ORIGIN));
    }

    private Instant now() {
        return node.clock.instant();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HMAC-SM3", "HMAC-SHA256"})
    void takesASignedRequest(String algorithm) {
        Outcome outcome = node.authentication.signature(
                signed("vehicles", secret.secret(), nonce(), now(), algorithm), TestNode.ORIGIN);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.identity().actor()).isEqualTo("client:vehicles");
            assertThat(known.identity().held()).containsExactly(new Held(Role.SYSTEM, "police"));
            assertThat(known.identity().method()).isEqualTo("signature");
        });
    }

    @Test
    void refusesAReplayAndRecordsIt() {
        SignedRequest request = signed("vehicles", secret.secret(), nonce(), now());
        assertThat(sign(request)).isEmpty();
        assertThat(sign(request)).isEqualTo("replayed");
        node.clock.pass(Duration.ofMinutes(4));
        assertThat(sign(request)).isEqualTo("replayed");
        assertThat(node.ledger.of("refused")).hasSize(2).allSatisfy(line -> {
            assertThat(line.actor().name()).isEqualTo("client:vehicles");
            assertThat(line.detail()).isEqualTo("{\"code\":\"replayed\"}");
        });
    }

    @Test
    void refusesASkewedClockWithASentence() {
        assertThat(sign(signed("vehicles", secret.secret(), nonce(), now().minusSeconds(301))))
                .isEqualTo("clock-skew");
        assertThat(sign(signed("vehicles", secret.secret(), nonce(), now().plusSeconds(301))))
                .isEqualTo("clock-skew");
        assertThat(sign(signed("vehicles", secret.secret(), nonce(), now().minusSeconds(299))))
                .isEmpty();
    }

    @Test
    void refusesWrongOtherAndRevokedSecretsAlike() {
        node.client("beds", "health");
        IssuedSecret other = node.administration.issueSecret(node.administrator(), "beds", Optional.empty());
        assertThat(sign(signed("vehicles", other.secret(), nonce(), now()))).isEqualTo("wrong-credentials");
        assertThat(sign(signed("vehicles", "x".repeat(43), nonce(), now()))).isEqualTo("wrong-credentials");
        assertThat(sign(signed("nobody", secret.secret(), nonce(), now()))).isEqualTo("wrong-credentials");
        node.administration.revoke(node.administrator(), "vehicles", secret.id());
        assertThat(sign(signed("vehicles", secret.secret(), nonce(), now()))).isEqualTo("wrong-credentials");
    }

    @Test
    void refusesAChangedRequest() {
        SignedRequest good = signed("vehicles", secret.secret(), nonce(), now());
        assertThat(sign(new SignedRequest(
                        good.client(),
                        good.algorithm(),
                        good.method(),
                        "/api/v1/intake/other",
                        good.timestamp(),
                        good.nonce(),
                        good.bodyDigest(),
                        good.signature())))
                .isEqualTo("wrong-credentials");
        assertThat(sign(new SignedRequest(
                        good.client(),
                        good.algorithm(),
                        good.method(),
                        good.target(),
                        good.timestamp(),
                        good.nonce(),
                        "0".repeat(64),
                        good.signature())))
                .isEqualTo("wrong-credentials");
        assertThat(sign(new SignedRequest(
                        good.client(),
                        "HMAC-SHA256",
                        good.method(),
                        good.target(),
                        good.timestamp(),
                        good.nonce(),
                        good.bodyDigest(),
                        good.signature())))
                .isEqualTo("wrong-credentials");
        assertThat(sign(good)).as("nothing wrong has used the nonce up").isEmpty();
    }

    @Test
    void refusesFormsThatAreNone() {
        assertThat(sign(signed("vehicles", secret.secret(), nonce(), now(), "MD5")))
                .isEqualTo("wrong-algorithm");
        assertThat(sign(signed("vehicles", secret.secret(), "short", now()))).isEqualTo("wrong-nonce");
        assertThat(sign(signed("vehicles", secret.secret(), "n".repeat(1_000_000), now())))
                .isEqualTo("wrong-nonce");
        SignedRequest good = signed("vehicles", secret.secret(), nonce(), now());
        assertThat(sign(new SignedRequest(
                        good.client(),
                        good.algorithm(),
                        good.method(),
                        good.target(),
                        "12x",
                        good.nonce(),
                        good.bodyDigest(),
                        good.signature())))
                .isEqualTo("wrong-timestamp");
        assertThat(sign(new SignedRequest(
                        good.client(),
                        good.algorithm(),
                        good.method(),
                        good.target(),
                        good.timestamp(),
                        good.nonce(),
                        good.bodyDigest(),
                        "not hex")))
                .isEqualTo("wrong-credentials");
    }

    @Test
    void forgetsANonceOnlyWhenItsRequestIsTooOld() {
        SignedRequest request = signed("vehicles", secret.secret(), nonce(), now());
        assertThat(sign(request)).isEmpty();
        Nonces nonces = new Nonces(database, node.crypto, node.clock);
        node.clock.pass(Duration.ofMinutes(5));
        nonces.purge();
        assertThat(count()).isEqualTo(1);
        node.clock.pass(Duration.ofMinutes(6));
        nonces.purge();
        assertThat(count()).isZero();
        assertThat(sign(request)).isEqualTo("clock-skew");
    }

    private int count() {
        return database.read(c -> Sql.one(c, "select count(*) from chama.client_nonce", row -> row.getInt(1))
                .orElseThrow());
    }

    private String digest(String client, String key, byte[] nonce, String created) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-1");
        sha.update(nonce);
        sha.update(created.getBytes(StandardCharsets.UTF_8));
        String digest = Base64.getEncoder().encodeToString(sha.digest(key.getBytes(StandardCharsets.US_ASCII)));
        return TestNode.code(node.authentication.digest(client, nonce, created, digest, TestNode.ORIGIN));
    }

    @Test
    void takesAUsernameTokenOnce() throws Exception {
        byte[] nonce = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        String created = now().toString();
        assertThat(digest("vehicles", secret.secret(), nonce, created)).isEmpty();
        assertThat(digest("vehicles", secret.secret(), nonce, created)).isEqualTo("replayed");
        byte[] next = "0123456789abcdeg".getBytes(StandardCharsets.US_ASCII);
        assertThat(digest("vehicles", "wrong", next, created)).isEqualTo("wrong-credentials");
        assertThat(digest("nobody", secret.secret(), next, created)).isEqualTo("wrong-credentials");
        assertThat(digest(
                        "vehicles",
                        secret.secret(),
                        next,
                        now().minusSeconds(301).toString()))
                .isEqualTo("clock-skew");
        assertThat(digest("vehicles", secret.secret(), next, "yesterday")).isEqualTo("wrong-created");
        assertThat(digest("vehicles", secret.secret(), new byte[3], created)).isEqualTo("wrong-nonce");
        assertThat(digest("vehicles", secret.secret(), next, "2026-11-25T09:00:00+08:00"))
                .isEmpty();
    }

    private String plain(String client, String key) {
        return TestNode.code(node.authentication.secret(client, key.toCharArray(), TestNode.ORIGIN));
    }

    @Test
    void takesASecretInClear() {
        assertThat(plain("vehicles", secret.secret())).isEmpty();
        assertThat(plain("vehicles", secret.secret() + "x")).isEqualTo("wrong-credentials");
        assertThat(plain("vehicles", "")).isEqualTo("wrong-credentials");
        assertThat(plain("vehicles", "中".repeat(43))).isEqualTo("wrong-credentials");
        assertThat(plain("vehicles", "x".repeat(1_000_000))).isEqualTo("wrong-credentials");
        assertThat(plain("nobody", secret.secret())).isEqualTo("wrong-credentials");
        node.administration.put(
                node.administrator(),
                new Client(
                        "vehicles",
                        "police",
                        "测试系统",
                        false,
                        List.of(),
                        client("vehicles").version()));
        assertThat(plain("vehicles", secret.secret())).isEqualTo("wrong-credentials");
    }

    private Client client(String name) {
        return node.directory.client(name).orElseThrow();
    }

    @Test
    void twoSecretsAreValidAtOnceAndEachEndsByItself() {
        IssuedSecret second = node.administration.issueSecret(
                node.administrator(),
                "vehicles",
                Optional.of(Moments.now(node.clock).plusDays(1)));
        assertThat(second.id()).isEqualTo(secret.id() + 1);
        assertThat(plain("vehicles", secret.secret())).isEmpty();
        assertThat(plain("vehicles", second.secret())).isEmpty();
        refuses(
                "wrong-credential",
                () -> node.administration.issueSecret(node.administrator(), "vehicles", Optional.empty()));
        node.clock.pass(Duration.ofDays(1));
        assertThat(plain("vehicles", second.secret())).isEqualTo("wrong-credentials");
        IssuedSecret third = node.administration.issueSecret(node.administrator(), "vehicles", Optional.empty());
        assertThat(third.id()).isEqualTo(3);
        assertThat(plain("vehicles", third.secret())).isEmpty();
        refuses(
                "wrong-until",
                () -> node.administration.issueSecret(
                        node.administrator(), "vehicles", Optional.of(Moments.now(node.clock))));
    }

    @Test
    void secretsAreNowhereInClear() {
        assertThat(database.<List<byte[]>>read(
                        c -> Sql.list(c, "select secret from chama.client_credential", row -> row.getBytes(1))))
                .singleElement()
                .satisfies(kept -> assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret.secret()));
        assertThat(node.ledger.entries)
                .allSatisfy(line -> assertThat(line.toString()).doesNotContain(secret.secret()));
        assertThat(client("vehicles").toString()).doesNotContain(secret.secret());
        assertThat(secret.secret()).hasSize(43);
        node.administration.revoke(node.administrator(), "vehicles", secret.id());
        assertThat(database.<Integer>read(c -> Sql.one(
                                c,
                                "select count(*) from chama.client_credential where secret is not null",
                                row -> row.getInt(1))
                        .orElseThrow()))
                .isZero();
    }

    private String show(X509Certificate certificate) {
        return TestNode.code(node.authentication.certificate(List.of(certificate), TestNode.ORIGIN));
    }

    @Test
    void aCertificateIsBoundToOneClient() throws Exception {
        X509Certificate certificate =
                Certificates.of("vehicles", now().minusSeconds(60), now().plus(Duration.ofDays(30)));
        assertThat(show(certificate)).isEqualTo("unbound-certificate");
        Client bound = node.administration.bind(node.administrator(), "vehicles", certificate);
        assertThat(bound.credentials()).hasSize(2).last().satisfies(credential -> {
            assertThat(credential.kind()).isEqualTo(Credential.Kind.CERTIFICATE);
            assertThat(credential.digest()).hasSize(64);
        });
        Outcome outcome = node.authentication.certificate(List.of(certificate), TestNode.ORIGIN);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Known.class, known -> {
            assertThat(known.identity().name()).isEqualTo("vehicles");
            assertThat(known.identity().method()).isEqualTo("certificate");
        });
        refuses("wrong-certificate", () -> node.administration.bind(node.administrator(), "vehicles", certificate));
        assertThat(TestNode.code(node.authentication.certificate(List.of(), TestNode.ORIGIN)))
                .isEqualTo("no-certificate");
    }

    @Test
    void aSecurityAdministratorMovesACertificateWhoeverBoundItFirst() throws Exception {
        X509Certificate certificate = Certificates.of("beds", now().minusSeconds(60), now().plus(Duration.ofDays(30)));
        node.administration.bind(node.administrator(), "vehicles", certificate);
        node.client("beds", "health");
        node.account("chief", Role.DEPARTMENT_ADMINISTRATOR, "health");
        refuses("wrong-certificate", () -> node.administration.bind(node.caller("chief"), "beds", certificate));
        node.administration.bind(node.administrator(), "beds", certificate);
        assertThat(node.authentication.certificate(List.of(certificate), TestNode.ORIGIN))
                .isInstanceOfSatisfying(
                        Outcome.Known.class,
                        known -> assertThat(known.identity().name()).isEqualTo("beds"));
        assertThat(node.ledger.of("credential-revoked")).singleElement().satisfies(line -> assertThat(line.about())
                .isEqualTo("client:vehicles"));
        assertThat(node.ledger.of("credential-issued")).last().satisfies(line -> assertThat(line.about())
                .isEqualTo("client:beds"));
    }

    @Test
    void aRevokedExpiredOrEarlyCertificateIsRefusedWithItsReason() throws Exception {
        X509Certificate certificate =
                Certificates.of("vehicles", now().minusSeconds(60), now().plus(Duration.ofDays(30)));
        node.administration.bind(node.administrator(), "vehicles", certificate);
        node.administration.revoke(node.administrator(), "vehicles", 2);
        assertThat(show(certificate)).isEqualTo("revoked-certificate");
        node.client("beds", "health");
        node.administration.bind(node.administrator(), "beds", certificate);
        assertThat(show(certificate)).isEmpty();
        X509Certificate early = Certificates.of("early", now().plusSeconds(60), now().plus(Duration.ofDays(30)));
        node.administration.bind(node.administrator(), "vehicles", early);
        assertThat(show(early)).isEqualTo("early-certificate");
        node.administration.put(
                node.administrator(),
                new Client(
                        "beds",
                        "health",
                        "测试系统",
                        false,
                        List.of(),
                        client("beds").version()));
        assertThat(show(certificate)).isEqualTo("disabled-client");
        node.clock.pass(Duration.ofDays(31));
        assertThat(show(certificate)).isEqualTo("expired-certificate");
        refuses("wrong-certificate", () -> node.administration.bind(node.administrator(), "vehicles", certificate));
    }

    @Test
    void aDepartmentAdministratorManagesTheOwnClientsOnly() {
        node.account("chief", Role.DEPARTMENT_ADMINISTRATOR, "health");
        Caller chief = node.caller("chief");
        node.administration.put(chief, new Client("beds", "health", "床位", true, List.of(), 0));
        refuses(
                "forbidden",
                () -> node.administration.put(chief, new Client("cameras", "police", "摄像头", true, List.of(), 0)));
        refuses(
                "forbidden",
                () -> node.administration.put(chief, new Client("vehicles", "health", "摄像头", true, List.of(), 2)));
        refuses("forbidden", () -> node.administration.issueSecret(chief, "vehicles", Optional.empty()));
        refuses("forbidden", () -> node.administration.revoke(chief, "vehicles", 1));
        refuses("forbidden", () -> node.administration.revoke(chief, "not-there", 1));
        assertThat(node.administration
                        .clients(chief, Optional.empty(), Optional.empty(), 10)
                        .entries())
                .extracting(Client::name)
                .containsExactly("beds");
        refuses("unknown-credential", () -> node.administration.revoke(node.administrator(), "vehicles", 9));
        refuses(
                "wrong-department",
                () -> node.administration.put(
                        node.administrator(),
                        new Client(
                                "vehicles",
                                "health",
                                "换部门",
                                true,
                                List.of(),
                                client("vehicles").version())));
        refuses(
                "stale-version",
                () -> node.administration.put(
                        node.administrator(), new Client("vehicles", "police", "改名", true, List.of(), 0)));
    }

    @Test
    void remembersWhenACredentialWasUsed() {
        assertThat(plain("vehicles", secret.secret())).isEmpty();
        node.authentication.close();
        Client listed = node.administration
                .clients(node.administrator(), Optional.of("police"), Optional.empty(), 10)
                .entries()
                .get(0);
        assertThat(listed.credentials().get(0).lastUsed().orElseThrow().toInstant())
                .isEqualTo(now());
    }

    @Test
    void aClientIsNoPerson() {
        Identity identity = node.client("vehicles").identity();
        assertThat(identity.kind()).isEqualTo(Identity.Kind.CLIENT);
        refuses("no-person", () -> node.authentication.open(identity, TestNode.ORIGIN));
    }
}
