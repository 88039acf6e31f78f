package org.chama.directory;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys, found by its discovery document and nothing else. A key that is not known yet is asked for, once in ten
 * seconds at most; while the issuer is away its keys are believed for an hour longer than usual. Thread-safe.
 */
final class IssuerKeys {

    /** What a search finds. */
    sealed interface Search permits Found, Unknown, Away {}

    record Found(JWK key) implements Search {}

    record Unknown() implements Search {}

    record Away() implements Search {}

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration ASK = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LARGEST = 512 * 1024;
    private static final int MOST_KEYS = 100;

    private final URI issuer;
    private final Duration cache;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Answer answer = new Answer(new JWKSet(), Instant.MIN);
    private volatile Instant asked = Instant.MIN;
    private volatile boolean away;

    private record Answer(JWKSet keys, Instant at) {}

    IssuerKeys(URI issuer, Duration cache, Clock clock) {
        this.issuer = issuer;
        this.cache = cache;
        this.clock = clock;
    }

    /** Whether an address is https, or http on loopback. */
    static boolean isSafe(URI address) {
        if (address.getHost() == null || address.getUserInfo() != null || address.getFragment() != null) {
            return false;
        }
        return "https".equals(address.getScheme())
                || "http".equals(address.getScheme()) && isLoopback(address.getHost());
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || (Character.digit(host.charAt(0), 10) >= 0 || host.startsWith("["))
                            && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** @param id of the key; null when the token names none, then the issuer must have only one */
    Search find(String id, Instant now) {
        if (answer.at().isAfter(now.minus(cache))) {
            JWK key = key(answer, id);
            if (key != null) {
                return new Found(key);
            }
        }
        ask(now);
        Answer latest = answer;
        JWK key = key(latest, id);
        if (key != null && latest.at().isAfter(now.minus(cache).minus(GRACE))) {
            return new Found(key);
        }
        return away ? new Away() : new Unknown();
    }

    private static JWK key(Answer from, String id) {
        if (id == null) {
            return from.keys().size() == 1 ? from.keys().getKeys().get(0) : null;
        }
        return from.keys().getKeyByKeyId(id);
    }

    /** Only before the first answer does anybody wait for what another asks: invented keys must not hold threads up. */
    private void ask(Instant now) {
        boolean waits = answer.at().equals(Instant.MIN) && !away;
        if (!waits && !asked.isBefore(now.minus(ASK))) {
            return;
        }
        boolean mine = false;
        try {
            mine = waits ? asking.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS) : asking.tryLock();
            if (mine && asked.isBefore(now.minus(ASK))) {
                asked = now;
                answer = new Answer(keys(), clock.instant());
                if (away) {
                    away = false;
                    LOG.info("the issuer {} answers again", issuer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!away) {
                away = true;
                LOG.warn("the keys of the issuer {} cannot be had: {}", issuer, e.getMessage());
            }
        } finally {
            if (mine) {
                asking.unlock();
            }
        }
    }

    private JWKSet keys() throws IOException, InterruptedException {
        String base = issuer.toString();
        String slash = base.endsWith("/") ? "" : "/";
        try {
            Map<String, Object> discovery =
                    JSONObjectUtils.parse(get(URI.create(base + slash + ".well-known/openid-configuration")));
            if (!base.equals(JSONObjectUtils.getString(discovery, "issuer"))) {
                throw new IOException("its discovery document names another issuer");
            }
            URI address = JSONObjectUtils.getURI(discovery, "jwks_uri");
            if (address == null || !isSafe(address) || !issuer.getScheme().equals(address.getScheme())) {
                throw new IOException("its discovery document names no jwks_uri that can be trusted");
            }
            JWKSet keys = JWKSet.parse(get(address));
            if (keys.size() > MOST_KEYS) {
                throw new IOException("it has more than " + MOST_KEYS + " keys");
            }
            return keys;
        } catch (ParseException e) {
            throw new IOException("what it answers is not the JSON expected", e);
        }
    }

    private String get(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request, response -> new BoundedBody(LARGEST));
        try {
            HttpResponse<byte[]> response = asked.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answers " + response.statusCode());
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            throw new IOException(address + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(address + " does not answer within " + TIMEOUT.toSeconds() + " s", e);
        } finally {
            asked.cancel(true);
        }
    }
}
