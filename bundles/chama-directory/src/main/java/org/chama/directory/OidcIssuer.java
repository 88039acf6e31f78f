package org.chama.directory;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens (JWT, RFC 7519) of one issuer, signed with RS256, PS256 or ES256; anything else, {@code none} and HMAC first of all, is
 * refused before a key is looked for. Thread-safe.
 */
@Component(
        service = TokenIssuer.class,
        configurationPid = "org.chama.oidc",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OidcIssuer.Settings.class)
public final class OidcIssuer implements TokenIssuer {

    /** Whose tokens are taken. */
    @ObjectClassDefinition(name = "OpenID Connect 统一身份认证")
    public @interface Settings {

        @AttributeDefinition(description = "https, or http on loopback; as it stands in the claim iss")
        String issuer();

        @AttributeDefinition(description = "must be in the claim aud")
        String audience();

        @AttributeDefinition(
                description =
                        "claim that is the subject of an account; sub is never given to another person (OpenID Connect Core 5.7)")
        String account_claim() default "sub";

        int leeway_seconds() default 60;

        int keys_cache_seconds() default 600;
    }

    private static final Logger LOG = LoggerFactory.getLogger(OidcIssuer.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
    private static final int LONGEST = 16_384;
    private static final String SUBJECT = "sub";

    private final Settings settings;
    private final Clock clock;
    private final IssuerKeys keys;

    @Activate
    public OidcIssuer(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    OidcIssuer(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        URI issuer = uri(settings.issuer());
        if (!IssuerKeys.isSafe(issuer)
                || settings.audience().isBlank()
                || settings.account_claim().isBlank()
                || settings.leeway_seconds() < 0
                || settings.leeway_seconds() > 600
                || settings.keys_cache_seconds() < 10) {
            throw new RefusedException(
                    "oidc-settings",
                    "org.chama.oidc：issuer 须为 https 地址（本机回环可用 http），audience 与 account.claim 不能为空，leeway.seconds 为 0..600，keys.cache.seconds 至少 10。",
                    "org.chama.oidc: issuer is an https address (http on loopback only), audience and account.claim are not empty,"
                            + " leeway.seconds is 0..600, keys.cache.seconds at least 10.");
        }
        if (!settings.account_claim().equals(SUBJECT)) {
            LOG.warn(
                    "tokens are taken for the account their claim {} names: be sure that nobody can change his own. "
                            + "令牌按声明 {} 认人: 请确认签发者不许本人更改此声明。",
                    settings.account_claim(),
                    settings.account_claim());
        }
        this.keys = new IssuerKeys(issuer, Duration.ofSeconds(settings.keys_cache_seconds()), clock);
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }

    @Override
    public Checked check(String token) {
        try {
            return token.length() > LONGEST ? wrong("令牌过长", "the token is too long") : parsed(SignedJWT.parse(token));
        } catch (ParseException e) {
            return wrong("令牌不是带签名的 JWT", "the token is not a signed JWT");
        }
    }

    private Checked parsed(SignedJWT token) throws ParseException {
        if (!ALGORITHMS.contains(token.getHeader().getAlgorithm())) {
            return wrong("签名算法须为 RS256、PS256 或 ES256", "the algorithm is RS256, PS256 or ES256");
        }
        JWTClaimsSet claims = token.getJWTClaimsSet();
        if (claims == null) {
            return wrong("令牌没有声明", "the token has no claims");
        }
        if (!settings.issuer().equals(claims.getIssuer())) {
            return refused("wrong-issuer", "令牌由其他签发者签发。", "The token is of another issuer.");
        }
        IssuerKeys.Search search = keys.find(token.getHeader().getKeyID(), clock.instant());
        if (search instanceof IssuerKeys.Found found) {
            return verified(token, found.key(), claims);
        }
        return search instanceof IssuerKeys.Away
                ? refused(
                        "issuer-away",
                        "统一身份认证暂不可用，请稍后再试。",
                        "The issuer cannot be reached at the moment: try again later.")
                : wrong("签名密钥不属于签发者", "the signing key is not the issuer's");
    }

    private Checked verified(SignedJWT token, JWK key, JWTClaimsSet claims) throws ParseException {
        if (!isSignedBy(token, key)) {
            return wrong("签名不正确", "the signature is wrong");
        }
        List<String> audience = claims.getAudience();
        if (!audience.contains(settings.audience())) {
            return refused("wrong-audience", "令牌不是发给本平台的。", "The token is not meant for this platform.");
        }
        Instant now = clock.instant();
        Duration leeway = Duration.ofSeconds(settings.leeway_seconds());
        Optional<Instant> ends = instant(claims.getExpirationTime());
        if (ends.isEmpty() || !now.isBefore(ends.get().plus(leeway))) {
            return refused("token-expired", "令牌已过期。", "The token has expired.");
        }
        boolean early = instant(claims.getNotBeforeTime())
                        .map(begins -> now.isBefore(begins.minus(leeway)))
                        .orElse(false)
                || instant(claims.getIssueTime())
                        .map(issued -> now.isBefore(issued.minus(leeway)))
                        .orElse(false);
        if (early) {
            return refused("token-not-yet-valid", "令牌尚未生效。", "The token is not valid yet.");
        }
        String subject = claims.getStringClaim(settings.account_claim());
        if (subject == null || subject.isBlank()) {
            return wrong("令牌没有声明 " + settings.account_claim(), "the token has no claim " + settings.account_claim());
        }
        return new Checked.Subject(subject);
    }

    private static Optional<Instant> instant(Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }

    private static boolean isSignedBy(SignedJWT token, JWK key) {
        if (key.getKeyUse() != null && !KeyUse.SIGNATURE.equals(key.getKeyUse())
                || key.getAlgorithm() != null
                        && !key.getAlgorithm().equals(token.getHeader().getAlgorithm())) {
            return false;
        }
        try {
            boolean elliptic = JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm());
            JWSVerifier verifier;
            if (elliptic && key instanceof ECKey curve) {
                verifier = new ECDSAVerifier(curve);
            } else if (!elliptic && key instanceof RSAKey rsa) {
                verifier = new RSASSAVerifier(rsa);
            } else {
                return false;
            }
            return token.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    private static Checked wrong(String zh, String en) {
        return refused("wrong-token", zh + "。", Character.toUpperCase(en.charAt(0)) + en.substring(1) + ".");
    }

    private static Checked refused(String code, String zh, String en) {
        return new Checked.Refused(Refusal.of(code, zh, en));
    }
}
