package org.chama.directory;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer whose answers a test decides. */
final class FakeIssuer implements AutoCloseable {

    final AtomicInteger asked = new AtomicInteger();
    final List<JWK> keys = new ArrayList<>();
    volatile String discovery = "";
    volatile String redirect = "";
    volatile CountDownLatch held = new CountDownLatch(0);
    private final HttpServer server;

    FakeIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        discovery = "{\"issuer\":\"" + address() + "\",\"jwks_uri\":\"" + address() + "/keys\"}";
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    RSAKey rsa(String id) throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID(id).generate();
        keys.add(key);
        return key;
    }

    ECKey curve(String id) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        keys.add(key);
        return key;
    }

    static String sign(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        token.sign(key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key));
        return token.serialize();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        boolean ofKeys = exchange.getRequestURI().getPath().equals("/keys");
        String text = ofKeys ? new JWKSet(keys).toString(true) : discovery;
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (ofKeys && !redirect.isEmpty()) {
            exchange.getResponseHeaders().add("Location", redirect);
            exchange.sendResponseHeaders(302, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
