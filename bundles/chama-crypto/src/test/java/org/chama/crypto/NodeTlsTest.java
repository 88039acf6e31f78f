package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;
import org.chama.api.notices.Alarms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTlsTest {

    private static final int DAYS = 60;

    @TempDir
    Path data;

    private final Said said = new Said();
    private Path folder;
    private TlsFiles files;
    private Instant now = Instant.now();

    /** Moves only when told. */
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void make() throws IOException {
        folder = data.resolve("tls");
        new TrialCertificates().make(folder, List.of("localhost"), List.of("weather"), DAYS);
        files = files("node.p12");
    }

    @Test
    void saysWhatIsConfiguredWhenTheFilesAreGood() throws IOException {
        NodeTls tls = open();
        assertThat(tls.address()).isEqualTo("127.0.0.1");
        assertThat(tls.httpPort()).isEqualTo(8443);
        assertThat(tls.brokerPort()).isEqualTo(61617);
        assertThat(tls.keyStore()).isEqualTo(folder.resolve("node.p12"));
        assertThat(tls.trustStore()).isEqualTo(folder.resolve("truststore.p12"));
        assertThat(tls.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        String word = Files.readString(folder.resolve("password")).strip();
        assertThat(tls.keyStorePassword()).isEqualTo(word.toCharArray());
        assertThat(tls.trustStorePassword()).isEqualTo(word.toCharArray());
        Arrays.fill(tls.keyStorePassword(), 'x');
        assertThat(tls.keyStorePassword()).isEqualTo(word.toCharArray());
        tls.look();
        assertThat(said.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3,TLSv1.2", "TLSv1.2", " TLSv1.3 , TLSv1.3"})
    void takesAListAsACfgFileGivesIt(String protocols) {
        assertThat(new TlsSettings("localhost", 1, 2, List.of(protocols)).protocols())
                .isSubsetOf("TLSv1.3", "TLSv1.2")
                .doesNotHaveDuplicates();
    }

    @Test
    void refusesSettingsThatCannotWork() {
        List<String> good = List.of("TLSv1.3");
        for (Runnable bad : List.<Runnable>of(
                () -> new TlsSettings("", 8443, 61617, good),
                () -> new TlsSettings("no such host", 8443, 61617, good),
                () -> new TlsSettings("127.0.0.1", 0, 61617, good),
                () -> new TlsSettings("127.0.0.1", 8443, 65536, good),
                () -> new TlsSettings("127.0.0.1", 8443, 8443, good),
                () -> new TlsSettings("127.0.0.1", 8443, 61617, List.of()),
                () -> new TlsSettings("127.0.0.1", 8443, 61617, List.of("TLSv1.1")),
                () -> new TlsSettings("127.0.0.1", 8443, 61617, List.of("TLSv1.3,SSLv3")))) {
            assertThat(code(bad)).isEqualTo("tls-setting");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.p12", "truststore.p12", "password"})
    void refusesAFileThatIsMissingOrThatOthersReach(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(code(this::open)).isEqualTo("key-readable");
        Files.delete(file);
        RefusedException refused = (RefusedException) catchThrowable(this::open);
        assertThat(refused.refusal().code()).isIn("tls-file-missing", "key-password-missing");
        assertThat(refused.refusal().text().en()).contains(file.toString());
        assertThat(refused.refusal().text().zh()).contains(file.toString()).contains("不存在");
    }

    @Test
    void refusesAWrongOrAnEmptyPassword() throws IOException {
        write("password", "wrong".getBytes(StandardCharsets.UTF_8));
        assertThat(code(this::open)).isEqualTo("tls-store");
        write("password", "\n".getBytes(StandardCharsets.UTF_8));
        assertThat(code(this::open)).isEqualTo("key-password-empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node.p12", "truststore.p12"})
    void refusesAStoreThatIsNotWhole(String name) throws IOException {
        byte[] good = Files.readAllBytes(folder.resolve(name));
        for (int length : new int[] {0, 1, 100, good.length / 2, good.length - 1}) {
            write(name, Arrays.copyOf(good, length));
            assertThat(code(this::open)).as("%d bytes", length).isEqualTo("tls-store");
        }
    }

    @Test
    void refusesAKeyStoreWithoutAKeyAndATrustStoreWithoutACertificate() throws IOException {
        byte[] keys = Files.readAllBytes(folder.resolve("node.p12"));
        byte[] trusted = Files.readAllBytes(folder.resolve("truststore.p12"));
        write("node.p12", trusted);
        assertThat(code(this::open)).isEqualTo("tls-key");
        write("node.p12", keys);
        write("truststore.p12", keys);
        assertThat(code(this::open)).isEqualTo("tls-trust-empty");
    }

    @Test
    void refusesACertificateThatIsForClientsOnly() {
        files = files("weather.p12");
        assertThat(code(this::open)).isEqualTo("tls-key");
    }

    @Test
    void refusesAChainThatDoesNotHoldAndAKeyThatIsNotItsPair() throws Exception {
        TrialAuthority authority = new TrialAuthority(now, DAYS);
        KeyPair pair = TrialAuthority.pair();
        X509Certificate node = authority.server(pair.getPublic(), List.of("localhost"));
        byte[] forged = node.getEncoded();
        forged[forged.length - 1] ^= 1;
        save(
                pair,
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(forged)),
                authority.certificate());
        assertThat(code(this::open)).isEqualTo("tls-chain");
        save(TrialAuthority.pair(), node, authority.certificate());
        assertThat(code(this::open)).isEqualTo("tls-key");
        save(pair, node, authority.certificate());
        open();
    }

    @Test
    void refusesWhatHasExpiredOrIsNotYetValid() {
        Instant today = now;
        now = today.plus(Duration.ofDays(DAYS + 1));
        RefusedException refused = (RefusedException) catchThrowable(this::open);
        assertThat(refused.refusal().code()).isEqualTo("tls-expired");
        assertThat(refused.refusal().text().en()).contains("replace the file");
        now = today.minus(Duration.ofDays(1));
        assertThat(code(this::open)).isEqualTo("tls-not-yet-valid");
    }

    @Test
    void takesNewFilesOnceTheyHaveSettledAndTellsItsListeners() throws Exception {
        NodeTls tls = open();
        List<String> heard = new ArrayList<>();
        AutoCloseable first = tls.onReload(() -> heard.add("first"));
        tls.onReload(() -> {
            throw new IllegalStateException("a door that is stuck");
        });
        tls.onReload(() -> heard.add("second " + new String(tls.keyStorePassword())));
        Path fresh = data.resolve("fresh");
        new TrialCertificates().make(fresh, List.of("localhost"), List.of(), DAYS);
        for (String name : List.of("node.p12", "truststore.p12", "password")) {
            write(name, Files.readAllBytes(fresh.resolve(name)));
        }
        String word = Files.readString(fresh.resolve("password")).strip();
        tls.look();
        assertThat(heard).isEmpty();
        tls.look();
        assertThat(heard).containsExactly("first", "second " + word);
        assertThat(said.lines).containsExactly("failed: a door that is stuck");
        tls.look();
        tls.look();
        assertThat(heard).hasSize(2);
        first.close();
        first.close();
        write("node.p12", Files.readAllBytes(fresh.resolve("node.p12")));
        tls.look();
        tls.look();
        assertThat(heard).hasSize(3).last().isEqualTo("second " + word);
    }

    @Test
    void aBadChangeIsSaidOnceAndWhatWasGoodStays() throws Exception {
        NodeTls tls = open();
        List<String> heard = new ArrayList<>();
        tls.onReload(() -> heard.add("reloaded"));
        char[] word = tls.keyStorePassword();
        byte[] good = Files.readAllBytes(folder.resolve("node.p12"));
        write("node.p12", Arrays.copyOf(good, 700));
        for (int i = 0; i < 5; i++) {
            tls.look();
        }
        assertThat(said.lines).singleElement().asString().startsWith("error: ").contains("node.p12");
        Files.delete(folder.resolve("password"));
        for (int i = 0; i < 5; i++) {
            tls.look();
        }
        assertThat(said.lines).hasSize(2);
        assertThat(tls.keyStorePassword()).isEqualTo(word);
        assertThat(heard).isEmpty();
        write("password", (new String(word) + "\n").getBytes(StandardCharsets.UTF_8));
        write("node.p12", good);
        tls.look();
        tls.look();
        assertThat(heard).hasSize(1);
        assertThat(said.lines).hasSize(2);
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotExamined() throws IOException {
        NodeTls tls = open();
        byte[] good = Files.readAllBytes(folder.resolve("node.p12"));
        for (int length = 100; length < good.length; length += 200) {
            write("node.p12", Arrays.copyOf(good, length));
            tls.look();
        }
        write("node.p12", good);
        tls.look();
        tls.look();
        assertThat(said.lines).isEmpty();
    }

    @Test
    void warnsOnceADayOfWhatExpiresWithinThirtyDays() throws IOException {
        NodeTls tls = open();
        tls.look();
        now = now.plus(Duration.ofDays(DAYS - 31));
        tls.look();
        assertThat(said.lines).isEmpty();
        for (int hour = 0; hour < 72; hour++) {
            now = now.plus(Duration.ofHours(1));
            tls.look();
        }
        assertThat(said.lines).hasSize(3).allMatch(line -> line.startsWith("warn: ") && line.contains("expires at"));
    }

    @Test
    void anAlarmStandsFromThirtyDaysBeforeUntilTheFileIsReplaced() throws IOException {
        NodeTls tls = open();
        Raised raised = new Raised();
        TlsAlarm alarm = new TlsAlarm(() -> Optional.ofNullable(raised.there ? raised.alarms() : null));
        alarm.tell(tls.expiring());
        raised.there = true;
        alarm.tell(tls.expiring());
        assertThat(raised.told).containsExactly("clear tls-expires");
        now = now.plus(Duration.ofDays(DAYS - 29));
        raised.outage = true;
        alarm.tell(tls.expiring());
        raised.outage = false;
        for (int i = 0; i < 3; i++) {
            alarm.tell(tls.expiring());
        }
        assertThat(raised.told).hasSize(2).last().isEqualTo("raise tls-expires");

        Path fresh = folder.resolve("fresh");
        new TrialCertificates(clock).make(fresh, List.of("localhost"), List.of(), DAYS);
        for (String name : List.of("node.p12", "truststore.p12", "password")) {
            write(name, Files.readAllBytes(fresh.resolve(name)));
        }
        for (int i = 0; i < 3; i++) {
            tls.look();
            alarm.tell(tls.expiring());
        }
        assertThat(raised.told).hasSize(3).last().isEqualTo("clear tls-expires");
    }

    /** What was raised and cleared. */
    private static final class Raised {

        private final List<String> told = new ArrayList<>();
        private boolean there;
        private boolean outage;

        Alarms alarms() {
            return (Alarms) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Alarms.class}, (proxy, method, arguments) -> {
                        if (outage) {
                            throw new DatabaseException(
                                    DatabaseException.Cause.OUTAGE, new java.sql.SQLException("away"));
                        }
                        told.add(method.getName() + " " + arguments[0]);
                        return null;
                    });
        }
    }

    private NodeTls open() {
        TlsSettings settings = new TlsSettings("127.0.0.1", 8443, 61617, List.of("TLSv1.3", "TLSv1.2"));
        return new NodeTls(settings, files, clock, said);
    }

    private TlsFiles files(String keyStore) {
        OwnerFile password = new OwnerFile(folder.resolve("password"));
        return new TlsFiles(
                new OwnerFile(folder.resolve(keyStore)),
                password,
                new OwnerFile(folder.resolve("truststore.p12")),
                password);
    }

    private void save(KeyPair pair, Certificate... chain) throws Exception {
        char[] word = Files.readString(folder.resolve("password")).strip().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("node", pair.getPrivate(), word, chain);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, word);
        write("node.p12", content.toByteArray());
    }

    private void write(String name, byte[] content) throws IOException {
        new OwnerFile(folder.resolve(name)).replace(content);
    }

    private static String code(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        assertThat(thrown).isInstanceOf(RefusedException.class);
        return ((RefusedException) thrown).refusal().code();
    }

    /** Keeps what was said. */
    private static final class Said implements TlsSayings {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void error(Text text) {
            lines.add("error: " + text.en());
        }

        @Override
        public void warn(Text text) {
            lines.add("warn: " + text.en());
        }

        @Override
        public void failed(Text text, Throwable cause) {
            lines.add("failed: " + cause.getMessage());
        }
    }
}
