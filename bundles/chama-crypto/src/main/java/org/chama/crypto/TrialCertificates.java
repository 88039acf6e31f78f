package org.chama.crypto;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.IPAddress;
import org.chama.api.RefusedException;
import org.chama.api.crypto.TestCertificates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Certificates for trials by an authority whose key is never written. */
@Component
public final class TrialCertificates implements TestCertificates {

    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_CLIENT = 64;
    private static final int MOST_DAYS = 3650;
    private static final List<String> TAKEN = List.of("ca", "node", "truststore", "password");

    private final Clock clock;

    @Activate
    public TrialCertificates() {
        this(Clock.systemUTC());
    }

    /** @param clock tells when validity begins: certificates that have expired are made with yesterday's */
    public TrialCertificates(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void make(Path folder, List<String> hosts, List<String> clients, int days) throws IOException {
        requireGood(hosts, clients, days);
        requireEmpty(folder);
        OwnerFile passwordFile = new OwnerFile(folder.resolve("password"));
        Password.make(passwordFile, new SecureRandom());
        char[] password = Password.of(passwordFile).characters();
        try {
            TrialAuthority authority = new TrialAuthority(clock.instant(), days);
            write(folder, "ca.crt", pem(authority.certificate()));
            KeyStore trusted = empty();
            trusted.setCertificateEntry("ca", authority.certificate());
            write(folder, "truststore.p12", bytes(trusted, password));
            KeyPair node = TrialAuthority.pair();
            write(
                    folder,
                    "node.p12",
                    store("node", node, authority, authority.server(node.getPublic(), hosts), password));
            for (String client : clients) {
                KeyPair pair = TrialAuthority.pair();
                X509Certificate certificate = authority.client(pair.getPublic(), client);
                write(folder, client + ".p12", store(client, pair, authority, certificate, password));
                write(folder, client + ".crt", pem(certificate));
                byte[] key = pair.getPrivate().getEncoded();
                write(folder, client + ".key", Pem.of("PRIVATE KEY", key).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static void requireGood(List<String> hosts, List<String> clients, int days) {
        if (hosts.isEmpty() || !hosts.stream().allMatch(TrialCertificates::isHost)) {
            throw refused("请给出至少一个主机名或 IP 地址。", "give host names or IP addresses, one at least.");
        }
        Set<String> names = new HashSet<>(TAKEN);
        for (String client : clients) {
            if (!isClient(client) || !names.add(client)) {
                throw refused(
                        "接入系统名应为 1 至 64 个 a-z 0-9 -，以字母或数字开头，不重复，且不是 ca、node、truststore、password。",
                        "a client is 1 to 64 of a-z 0-9 -, begins with a letter or digit, is named once and is not"
                                + " ca, node, truststore or password.");
            }
        }
        if (days < 1 || days > MOST_DAYS) {
            throw refused("有效期为 1 至 " + MOST_DAYS + " 天。", "validity is 1 to " + MOST_DAYS + " days.");
        }
    }

    private static boolean isHost(String host) {
        if (IPAddress.isValid(host)) {
            return true;
        }
        boolean good = !host.isEmpty() && host.length() <= LONGEST_HOST;
        for (String label : host.split("\\.", -1)) {
            good &= !label.isEmpty() && !label.startsWith("-") && label.chars().allMatch(TrialCertificates::isOfHost);
        }
        return good;
    }

    private static boolean isClient(String client) {
        return !client.isEmpty()
                && client.length() <= LONGEST_CLIENT
                && !client.startsWith("-")
                && client.chars().allMatch(c -> isOfHost(c) && !Character.isUpperCase(c));
    }

    private static boolean isOfHost(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return;
        }
        boolean empty = Files.isDirectory(folder);
        if (empty) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
                empty = !content.iterator().hasNext();
            }
        }
        if (!empty) {
            throw refused(folder + " 不是空文件夹，未写入任何文件。", folder + " is no empty folder; nothing was written.");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static RefusedException refused(String zh, String en) {
        return new RefusedException("test-certificates", "试验证书：" + zh, "Trial certificates: " + en);
    }

    private static byte[] store(
            String name, KeyPair pair, TrialAuthority authority, X509Certificate certificate, char[] password)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        X509Certificate[] chain = {certificate, authority.certificate()};
        store.setKeyEntry(name, pair.getPrivate(), password, chain);
        return bytes(store, password);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static byte[] bytes(KeyStore store, char[] password) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, password);
        return content.toByteArray();
    }

    private static byte[] pem(X509Certificate certificate) throws GeneralSecurityException {
        return Pem.of("CERTIFICATE", certificate.getEncoded()).getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(Path folder, String name, byte[] content) throws IOException {
        new OwnerFile(folder.resolve(name)).replace(content);
    }
}
