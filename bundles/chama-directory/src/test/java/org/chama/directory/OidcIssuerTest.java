package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import org.chama.directory.TokenIssuer.Checked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcIssuerTest {

    private static final String AUDIENCE = "chama";

    private final Hand clock = new Hand();
    private MockOAuth2Server server;
    private FakeIssuer fake;

    @BeforeEach
    void start() throws Exception {
        clock.set(Clock.systemUTC().instant());
        server = new MockOAuth2Server();
        server.start(InetAddress.getLoopbackAddress(), 0);
        fake = new FakeIssuer();
    }

    @AfterEach
    void stop() {
        server.shutdown();
        fake.close();
    }

    private OidcIssuer real() {
        return issuer(server.issuerUrl("gov").toString());
    }

    private OidcIssuer issuer(String address) {
        return issuer(Map.of("issuer", address, "audience", AUDIENCE, "account_claim", "preferred_username"));
    }

    private OidcIssuer issuer(Map<String, Object> settings) {
        return new OidcIssuer(Defaults.of(OidcIssuer.Settings.class, settings), clock);
    }

    private String token(String issuer, String audience) {
        return server.issueToken(issuer, "x", audience, Map.of("preferred_username", "li@gov"))
                .serialize();
    }

    private static String code(Checked checked) {
        return checked instanceof Checked.Refused refused ? refused.refusal().code() : "";
    }

    @Test
    void takesATokenOfTheIssuer() {
        assertThat(real().check(token("gov", AUDIENCE))).isEqualTo(new Checked.Subject("li@gov"));
    }

    @Test
    void takesForTheAccountItsSubjectNamesUnlessToldOtherwise() {
        OidcIssuer issuer = issuer(Map.of("issuer", server.issuerUrl("gov").toString(), "audience", AUDIENCE));
        assertThat(issuer.check(token("gov", AUDIENCE))).isEqualTo(new Checked.Subject("x"));
    }

    @Test
    void nobodyWaitsForAKeyThatIsAskedForWhileThereIsAnAnswer() throws Exception {
        RSAKey known = fake.rsa("k1");
        OidcIssuer issuer = issuer(fake.address());
        String good = FakeIssuer.sign(known, JWSAlgorithm.RS256, claims().build());
        assertThat(code(issuer.check(good))).isEmpty();
        RSAKey invented = new RSAKey.Builder(known).keyID("invented").build();
        String token = FakeIssuer.sign(invented, JWSAlgorithm.RS256, claims().build());
        clock.pass(Duration.ofSeconds(11));
        int asked = fake.asked.get();
        fake.held = new CountDownLatch(1);
        Thread first = new Thread(() -> issuer.check(token));
        first.start();
        await().until(() -> fake.asked.get() > asked);
        assertTimeout(Duration.ofSeconds(3), () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(code(issuer.check(token))).isEqualTo("wrong-token");
                clock.pass(Duration.ofSeconds(11));
            }
            assertThat(code(issuer.check(good))).isEmpty();
        });
        assertThat(first.isAlive()).isTrue();
        fake.held.countDown();
        first.join();
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        assertThat(code(real().check(token("other", AUDIENCE)))).isEqualTo("wrong-issuer");
    }

    @Test
    void refusesATokenForAnotherAudience() {
        assertThat(code(real().check(token("gov", "somebody-else")))).isEqualTo("wrong-audience");
    }

    @Test
    void refusesAnExpiredTokenButAllowsForAMinuteOfSkew() {
        OidcIssuer issuer = real();
        String token = token("gov", AUDIENCE);
        clock.pass(Duration.ofHours(1).plusSeconds(50));
        assertThat(code(issuer.check(token))).isEmpty();
        clock.pass(Duration.ofSeconds(20));
        assertThat(code(issuer.check(token))).isEqualTo("token-expired");
    }

    @Test
    void refusesATokenThatIsNotYetValid() {
        String token = token("gov", AUDIENCE);
        clock.pass(Duration.ofSeconds(-50));
        assertThat(code(real().check(token))).isEmpty();
        clock.pass(Duration.ofSeconds(-60));
        assertThat(code(real().check(token))).isEqualTo("token-not-yet-valid");
    }

    @Test
    void refusesATokenWithoutTheClaimOrTheTime() throws Exception {
        RSAKey key = fake.rsa("k1");
        OidcIssuer issuer = issuer(fake.address());
        assertThat(code(issuer.check(FakeIssuer.sign(
                        key,
                        JWSAlgorithm.RS256,
                        claims().claim("preferred_username", null).build()))))
                .isEqualTo("wrong-token");
        assertThat(code(issuer.check(FakeIssuer.sign(
                        key, JWSAlgorithm.RS256, claims().expirationTime(null).build()))))
                .isEqualTo("token-expired");
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(fake.address())
                .audience(List.of("other", AUDIENCE))
                .claim("preferred_username", "li@gov")
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plusSeconds(600)));
    }

    @Test
    void takesTheThreeAlgorithmsAndNoOther() throws Exception {
        RSAKey rsa = fake.rsa("k1");
        ECKey curve = fake.curve("k2");
        OidcIssuer issuer = issuer(fake.address());
        assertThat(code(issuer.check(FakeIssuer.sign(rsa, JWSAlgorithm.RS256, claims().build()))))
                .isEmpty();
        assertThat(code(issuer.check(FakeIssuer.sign(rsa, JWSAlgorithm.PS256, claims().build()))))
                .isEmpty();
        assertThat(code(issuer.check(FakeIssuer.sign(curve, JWSAlgorithm.ES256, claims().build()))))
                .isEmpty();
        assertThat(code(issuer.check(FakeIssuer.sign(rsa, JWSAlgorithm.RS512, claims().build()))))
                .isEqualTo("wrong-token");
        assertThat(code(issuer.check(new PlainJWT(claims().build()).serialize())))
                .isEqualTo("wrong-token");
        SignedJWT hmac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims().build());
        hmac.sign(new MACSigner(rsa.toPublicJWK().toRSAPublicKey().getEncoded()));
        assertThat(code(issuer.check(hmac.serialize()))).isEqualTo("wrong-token");
        assertThat(code(issuer.check("not a token"))).isEqualTo("wrong-token");
        assertThat(code(issuer.check(""))).isEqualTo("wrong-token");
        assertThat(code(issuer.check("x".repeat(1_000_000)))).isEqualTo("wrong-token");
    }

    @Test
    void refusesAChangedTokenAndAKeyOfAnotherKind() throws Exception {
        RSAKey rsa = fake.rsa("k1");
        fake.curve("k2");
        OidcIssuer issuer = issuer(fake.address());
        String[] parts =
                FakeIssuer.sign(rsa, JWSAlgorithm.RS256, claims().build()).split("\\.");
        String[] other = FakeIssuer.sign(
                        rsa,
                        JWSAlgorithm.RS256,
                        claims().claim("preferred_username", "administrator").build())
                .split("\\.");
        assertThat(code(issuer.check(parts[0] + "." + other[1] + "." + parts[2])))
                .isEqualTo("wrong-token");
        RSAKey named = new RSAKey.Builder(rsa).keyID("k2").build();
        assertThat(code(issuer.check(FakeIssuer.sign(named, JWSAlgorithm.RS256, claims().build()))))
                .isEqualTo("wrong-token");
    }

    @Test
    void followsANewKeyButAsksOnceInTenSeconds() throws Exception {
        RSAKey old = fake.rsa("k1");
        OidcIssuer issuer = issuer(fake.address());
        assertThat(code(issuer.check(FakeIssuer.sign(old, JWSAlgorithm.RS256, claims().build()))))
                .isEmpty();
        fake.keys.clear();
        RSAKey fresh = fake.rsa("k2");
        String token = FakeIssuer.sign(fresh, JWSAlgorithm.RS256, claims().build());
        int asked = fake.asked.get();
        for (int i = 0; i < 50; i++) {
            assertThat(code(issuer.check(token))).isEqualTo("wrong-token");
        }
        assertThat(fake.asked.get()).isEqualTo(asked);
        clock.pass(Duration.ofSeconds(11));
        assertThat(code(issuer.check(token))).isEmpty();
        assertThat(fake.asked.get()).isEqualTo(asked + 2);
        assertThat(code(issuer.check(FakeIssuer.sign(old, JWSAlgorithm.RS256, claims().build()))))
                .isEqualTo("wrong-token");
    }

    @Test
    void followsAKeyThatIsChangedUnderTheSameNameWhenTheOldOneIsNotBelievedAnyMore() throws Exception {
        RSAKey old = fake.rsa("k1");
        OidcIssuer issuer = issuer(fake.address());
        assertThat(code(issuer.check(FakeIssuer.sign(old, JWSAlgorithm.RS256, claims().build()))))
                .isEmpty();
        fake.keys.clear();
        RSAKey fresh = fake.rsa("k1");
        clock.pass(Duration.ofSeconds(601));
        assertThat(code(issuer.check(FakeIssuer.sign(fresh, JWSAlgorithm.RS256, claims().build()))))
                .isEmpty();
        assertThat(code(issuer.check(FakeIssuer.sign(old, JWSAlgorithm.RS256, claims().build()))))
                .isEqualTo("wrong-token");
    }

    @Test
    void saysThatTheIssuerIsAwayAndBelievesKnownKeysForAnHour() {
        String token = token("gov", AUDIENCE);
        OidcIssuer fresh = real();
        OidcIssuer knowing = real();
        assertThat(code(knowing.check(token))).isEmpty();
        server.shutdown();
        assertThat(code(fresh.check(token))).isEqualTo("issuer-away");
        clock.pass(Duration.ofMinutes(50));
        assertThat(code(knowing.check(token))).isEmpty();
        clock.pass(Duration.ofMinutes(30));
        assertThat(code(knowing.check(token))).isEqualTo("issuer-away");
    }

    @Test
    void believesOnlyADiscoveryDocumentOfTheIssuerItself() throws Exception {
        String token = FakeIssuer.sign(fake.rsa("k1"), JWSAlgorithm.RS256, claims().build());
        String good = fake.discovery;
        Map<String, String> bad = new HashMap<>();
        bad.put("another issuer", good.replaceFirst("http://127", "http://128"));
        bad.put("keys elsewhere in clear", good.replaceFirst("(jwks_uri\":\")[^\"]*", "$1http://192.0.2.1/keys"));
        bad.put("keys in a file", good.replaceFirst("(jwks_uri\":\")[^\"]*", "$1file:///etc/passwd"));
        bad.put("no keys", "{\"issuer\":\"" + fake.address() + "\"}");
        bad.put("no JSON", "<html>");
        bad.put("too large", good + " ".repeat(600_000));
        bad.forEach((what, document) -> {
            fake.discovery = document;
            assertThat(code(issuer(fake.address()).check(token))).as(what).isEqualTo("issuer-away");
        });
        fake.discovery = good;
        fake.redirect = fake.address() + "/elsewhere";
        assertThat(code(issuer(fake.address()).check(token))).as("redirect").isEqualTo("issuer-away");
        fake.redirect = "";
        assertThat(code(issuer(fake.address()).check(token))).isEmpty();
    }

    @Test
    void refusesSettingsThatAreNotSafe() {
        refuses("oidc-settings", () -> issuer("http://issuer.example/gov"));
        refuses("oidc-settings", () -> issuer("ftp://127.0.0.1/"));
        refuses("oidc-settings", () -> issuer("https://user:secret@issuer.example/"));
        refuses("oidc-settings", () -> issuer("not an address"));
        refuses("oidc-settings", () -> issuer(""));
        refuses(
                "oidc-settings",
                () -> new OidcIssuer(
                        Defaults.of(
                                OidcIssuer.Settings.class, Map.of("issuer", "https://issuer.example", "audience", "")),
                        clock));
        assertThat(issuer("https://issuer.example/gov")).isNotNull();
    }
}
