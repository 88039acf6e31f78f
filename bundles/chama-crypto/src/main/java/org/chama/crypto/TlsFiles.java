package org.chama.crypto;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.chama.api.RefusedException;

/** The two stores and the two passwords of TLS. */
record TlsFiles(OwnerFile keyStore, OwnerFile keyPassword, OwnerFile trustStore, OwnerFile trustPassword) {

    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String ANY = "2.5.29.37.0";
    private static final int SHORTEST_RSA = 2048;
    private static final int SHORTEST_EC = 256;

    /**
     * What was found good.
     *
     * @param expires first moment one of the certificates is no longer valid
     * @param expiring the file it is in
     */
    record Content(Password keyPassword, Password trustPassword, Instant expires, OwnerFile expiring) {

        void wipe() {
            keyPassword.wipe();
            trustPassword.wipe();
        }
    }

    /** Differ when one of the files was written, replaced or taken away. */
    List<OwnerFile.Stamp> stamps() {
        return List.of(keyStore.stamp(), keyPassword.stamp(), trustStore.stamp(), trustPassword.stamp());
    }

    /** Reads and checks everything. @throws RefusedException a sentence that says what to do */
    Content check(Clock clock) {
        try {
            Password keyWord = Password.of(keyPassword);
            Password trustWord = Password.of(trustPassword);
            Instant chain = chain(open(keyStore, keyWord), keyWord, clock);
            Instant trusted = trusted(open(trustStore, trustWord), clock);
            return chain.isAfter(trusted)
                    ? new Content(keyWord, trustWord, trusted, trustStore)
                    : new Content(keyWord, trustWord, chain, keyStore);
        } catch (IOException e) {
            throw new RefusedException(
                    "tls-file", "TLS 文件无法读取：" + e.getMessage(), "A TLS file cannot be read: " + e.getMessage());
        }
    }

    private static KeyStore open(OwnerFile file, Password password) throws IOException {
        if (!file.exists()) {
            throw new RefusedException(
                    "tls-file-missing",
                    "TLS 文件 " + file.path() + " 不存在。",
                    "The TLS file " + file.path() + " does not exist.");
        }
        byte[] content = file.read();
        char[] characters = password.characters();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), characters);
            return store;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new RefusedException(
                    "tls-store",
                    "PKCS#12 文件 " + file.path() + " 不完整，或无法用 " + password.from() + " 中的口令打开：" + e.getMessage(),
                    "The PKCS#12 file " + file.path() + " is not whole or does not open with the password in "
                            + password.from() + ": " + e.getMessage());
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private Instant chain(KeyStore store, Password password, Clock clock) {
        char[] characters = password.characters();
        try {
            List<String> names = new ArrayList<>();
            for (String name : Collections.list(store.aliases())) {
                if (store.entryInstanceOf(name, KeyStore.PrivateKeyEntry.class)) {
                    names.add(name);
                }
            }
            if (names.size() != 1) {
                throw new RefusedException(
                        "tls-key",
                        keyStore.path() + " 应恰有一个带证书的私钥，现有 " + names.size() + " 个。",
                        keyStore.path() + " should hold exactly one private key with its certificate and holds "
                                + names.size() + ".");
            }
            X509Certificate[] chain = Arrays.stream(store.getCertificateChain(names.get(0)))
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            requirePair((PrivateKey) store.getKey(names.get(0), characters), chain[0]);
            requireServer(chain[0]);
            return links(chain, clock);
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    "tls-store",
                    "PKCS#12 文件 " + keyStore.path() + " 中的私钥或证书不可用；私钥口令应与文件口令相同。",
                    "The private key or the certificates in " + keyStore.path()
                            + " are not usable; the key's password should be the file's.");
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private Instant links(X509Certificate[] chain, Clock clock) throws GeneralSecurityException {
        Instant expires = Instant.MAX;
        for (int i = 0; i < chain.length; i++) {
            requireValid(chain[i], keyStore, clock);
            requireStrong(chain[i]);
            Instant end = chain[i].getNotAfter().toInstant();
            expires = end.isBefore(expires) ? end : expires;
            if (i + 1 < chain.length) {
                try {
                    chain[i].verify(chain[i + 1].getPublicKey());
                } catch (GeneralSecurityException e) {
                    throw new RefusedException(
                            "tls-chain",
                            keyStore.path() + " 的证书链在第 " + (i + 1) + " 张证书处断开：请按顺序放入签发者证书。",
                            "The chain in " + keyStore.path() + " breaks after certificate " + (i + 1)
                                    + ": put in its issuers, in order.");
                }
            }
        }
        return expires;
    }

    private Instant trusted(KeyStore store, Clock clock) {
        try {
            Instant expires = Instant.MAX;
            Instant last = Instant.MIN;
            for (String name : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(name)
                        && store.getCertificate(name) instanceof X509Certificate certificate) {
                    Instant end = certificate.getNotAfter().toInstant();
                    expires = end.isBefore(expires) ? end : expires;
                    last = end.isAfter(last) ? end : last;
                }
            }
            if (last.equals(Instant.MIN)) {
                throw new RefusedException(
                        "tls-trust-empty",
                        trustStore.path() + " 中没有受信任的证书：请用 keytool -importcert 放入签发客户端证书的机构证书。",
                        trustStore.path() + " holds no trusted certificate: put in the authority of the client"
                                + " certificates with keytool -importcert.");
            }
            if (!last.isAfter(clock.instant())) {
                throw expired(trustStore, last);
            }
            return expires;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void requirePair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm()) || !pairs(key, certificate)) {
            throw new RefusedException(
                    "tls-key",
                    keyStore.path() + " 中的私钥与证书不配对。",
                    "The private key and the certificate in " + keyStore.path() + " are no pair.");
        }
    }

    private boolean pairs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] probe = certificate.getEncoded();
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> throw weak();
                });
        signature.initSign(key);
        signature.update(probe);
        byte[] made = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(made);
    }

    private void requireServer(X509Certificate certificate) throws CertificateException {
        List<String> uses = certificate.getExtendedKeyUsage();
        if (uses != null && !uses.contains(SERVER) && !uses.contains(ANY)) {
            throw new RefusedException(
                    "tls-key",
                    keyStore.path() + " 中的证书不可用于服务器（扩展密钥用法缺少 serverAuth）。",
                    "The certificate in " + keyStore.path()
                            + " is not for servers: its extended key usage lacks serverAuth.");
        }
    }

    private void requireStrong(X509Certificate certificate) {
        boolean strong = certificate.getPublicKey() instanceof RSAPublicKey rsa
                        && rsa.getModulus().bitLength() >= SHORTEST_RSA
                || certificate.getPublicKey() instanceof ECPublicKey ec
                        && ec.getParams().getOrder().bitLength() >= SHORTEST_EC;
        if (!strong) {
            throw weak();
        }
    }

    private RefusedException weak() {
        return new RefusedException(
                "tls-key",
                keyStore.path() + " 中的密钥应为 RSA 2048 位以上或 EC 256 位以上。",
                "The keys in " + keyStore.path() + " should be RSA of 2048 bits or EC of 256 bits at least.");
    }

    private static void requireValid(X509Certificate certificate, OwnerFile file, Clock clock) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException e) {
            throw expired(file, certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new RefusedException(
                    "tls-not-yet-valid",
                    file.path() + " 中的证书自 " + certificate.getNotBefore().toInstant() + " 起有效：请核对本机时间。",
                    "A certificate in " + file.path() + " is valid from "
                            + certificate.getNotBefore().toInstant() + ": check this machine's clock.");
        }
    }

    private static RefusedException expired(OwnerFile file, Instant end) {
        return new RefusedException(
                "tls-expired",
                file.path() + " 中的证书已于 " + end + " 过期：请更换文件。",
                "A certificate in " + file.path() + " expired at " + end + ": replace the file.");
    }
}
