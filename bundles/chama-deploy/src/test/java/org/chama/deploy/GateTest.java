package org.chama.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.chama.api.Refusal;
import org.chama.api.database.DatabaseException;
import org.chama.api.notices.Alarms;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let through from deploy/, and what is not. */
class GateTest {

    private static final Signing TRUSTED = Signing.self("trusted");
    private static final Signing OTHER = Signing.self("other");
    private static final Map<String, String> CONTENT = Map.of("org/example/A.class", "A", "OSGI-INF/a.xml", "<a/>");

    @TempDir
    Path home;

    private final List<String> said = new ArrayList<>();
    private Gate.Folders folders;
    private Path scratch;
    private Gate gate;

    @BeforeEach
    void aNode() throws Exception {
        folders = new Gate.Folders(home.resolve("deploy"), home.resolve("data/deployed"), home.resolve("trusted"));
        scratch = Files.createDirectories(home.resolve("scratch"));
        Files.createDirectories(folders.deploy());
        TRUSTED.trustedIn(folders.signers());
        gate = gate();
    }

    private Gate gate() throws IOException {
        return gate(Signing.NOW);
    }

    private Gate gate(Instant now) throws IOException {
        return new Gate(folders, new Said(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private final class Said implements Trail {
        @Override
        public void taken(String name, Path content, Signed signed) {
            said.add("taken " + name + " " + signed.signer() + " " + signed.version());
        }

        @Override
        public void refused(String name, Refusal why, boolean formerStays) {
            said.add("refused " + name + " " + why.code() + (formerStays ? " former stays" : ""));
        }

        @Override
        public void removed(String name) {
            said.add("removed " + name);
        }
    }

    private void looks(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            gate.round();
        }
    }

    private Path signed(Signing by, Map<String, String> content) throws Exception {
        Path unsigned = Signing.jar(Files.createTempFile(scratch, "u", ".jar"), content);
        Path signed = Files.createTempFile(scratch, "s", ".jar");
        by.sign(unsigned, signed);
        return signed;
    }

    private void drop(Path file, String name) throws IOException {
        Files.write(folders.deploy().resolve(name), Files.readAllBytes(file));
    }

    private Path through(String name) {
        return folders.through().resolve(name);
    }

    private String note(String name) throws IOException {
        return Files.readString(folders.deploy().resolve(name + Note.SUFFIX));
    }

    @Test
    void letsAJarThroughThatATrustedSignerSigned() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        drop(jar, "weather.jar");
        looks(3);
        assertThat(through("weather.jar")).hasSameBinaryContentAs(jar);
        assertThat(said).containsExactly("taken weather.jar CN=trusted org.example.weather/1.2.0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folders.through())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(through("weather.jar"))))
                .isEqualTo("rw-------");
    }

    @Test
    void letsAKarThroughWhoseSignerATrustedAuthorityIssued() throws Exception {
        drop(signed(TRUSTED.issues("leaf"), CONTENT), "weather.kar");
        looks(3);
        assertThat(said).containsExactly("taken weather.kar CN=leaf org.example.weather/1.2.0");
    }

    @Test
    void refusesAnUnsignedJarAndSaysSoBesideIt() throws Exception {
        drop(Signing.jar(scratch.resolve("a.jar"), CONTENT), "a.jar");
        looks(5);
        assertThat(said).containsExactly("refused a.jar not-signed");
        assertThat(through("a.jar")).doesNotExist();
        assertThat(note("a.jar")).contains("未签名", "not signed", "code: not-signed");
    }

    @Test
    void refusesAnotherSigner() throws Exception {
        drop(signed(OTHER, CONTENT), "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar signer-not-trusted");
    }

    @Test
    void refusesAnExpiredSigner() throws Exception {
        Signing expired = Signing.expired("expired");
        expired.trustedIn(folders.signers());
        drop(signed(expired, CONTENT), "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar signer-expired");
    }

    @Test
    void refusesALeafOfATrustedCertificateThatIsNoAuthority() throws Exception {
        Signing leaf = TRUSTED.issues("leaf");
        Files.delete(folders.signers().resolve("trusted.crt"));
        leaf.trustedIn(folders.signers());
        drop(signed(leaf.issues("below"), CONTENT), "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar signer-not-trusted");
    }

    @Test
    void refusesAnEntryAddedAfterSigning() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.writeString(zip.getPath("org/example/Added.class"), "B");
        }
        drop(jar, "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar not-signed");
    }

    @Test
    void refusesAnUnsignedFileInMetaInf() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.createDirectories(zip.getPath("META-INF/services"));
            Files.writeString(zip.getPath("META-INF/services/x.RSA"), "B");
        }
        drop(jar, "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar not-signed");
    }

    @Test
    void refusesAnEntryChangedAfterSigning() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.writeString(zip.getPath("org/example/A.class"), "changed");
        }
        drop(jar, "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar signature-broken");
    }

    @Test
    void refusesAJarWhoseSignatureWasTakenOut() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.delete(zip.getPath("META-INF/TRUSTED.SF"));
        }
        drop(jar, "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar not-signed");
    }

    @Test
    void refusesAJarThatReadsOtherwiseFromItsBeginning() throws Exception {
        Path jar = signed(TRUSTED, CONTENT);
        byte[] evil = stored("org/example/Hidden.class", "evil");
        byte[] good = Files.readAllBytes(jar);
        // a local entry in front that the directory does not know: offsets of the directory stay relative to the signed
        // part
        Path both = scratch.resolve("both.jar");
        try (OutputStream out = Files.newOutputStream(both)) {
            out.write(evil);
            out.write(good);
        }
        drop(both, "a.jar");
        looks(3);
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("refused a.jar"));
        assertThat(through("a.jar")).doesNotExist();
    }

    /** One stored local entry without a directory. */
    private static byte[] stored(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(entry);
            zip.write(data);
            zip.closeEntry();
        }
        byte[] whole = bytes.toByteArray();
        int local = 30 + name.length() + data.length;
        return Arrays.copyOf(whole, local);
    }

    @Test
    void refusesWhatIsNoArchiveAndWhatIsNoFile() throws Exception {
        Files.writeString(folders.deploy().resolve("a.jar"), "text");
        Files.createSymbolicLink(folders.deploy().resolve("b.jar"), signed(TRUSTED, CONTENT));
        Files.writeString(folders.deploy().resolve("c.sh"), "text");
        Files.writeString(folders.deploy().resolve("org.apache.felix.fileinstall-x.cfg"), "felix.fileinstall.dir=/");
        looks(3);
        assertThat(said)
                .containsExactlyInAnyOrder(
                        "refused a.jar not-a-jar",
                        "refused b.jar not-a-file",
                        "refused c.sh unknown-kind",
                        "refused org.apache.felix.fileinstall-x.cfg belongs-in-etc");
    }

    @Test
    void refusesABombBeforeItReadsTheSignature() throws Exception {
        Path bomb = scratch.resolve("bomb.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("a"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1025; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        drop(bomb, "a.jar");
        looks(3);
        assertThat(said).containsExactly("refused a.jar too-large");
    }

    @Test
    void waitsForAFileThatStillGrows() throws Exception {
        byte[] jar = Files.readAllBytes(signed(TRUSTED, CONTENT));
        Path file = folders.deploy().resolve("a.jar");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < jar.length; i += 1 + jar.length / 5) {
                out.write(jar, i, Math.min(1 + jar.length / 5, jar.length - i));
                gate.round();
                assertThat(said).isEmpty();
            }
        }
        looks(2);
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("taken a.jar"));
    }

    @Test
    void keepsTheFormerVersionWhenTheNextIsRefused() throws Exception {
        Path good = signed(TRUSTED, CONTENT);
        drop(good, "a.jar");
        looks(2);
        drop(signed(OTHER, Map.of("x", "y")), "a.jar");
        looks(3);
        assertThat(through("a.jar")).hasSameBinaryContentAs(good);
        assertThat(said).last().isEqualTo("refused a.jar signer-not-trusted former stays");
        assertThat(note("a.jar")).contains("此前的版本继续运行", "goes on running");
        drop(good, "a.jar");
        looks(3);
        assertThat(folders.deploy().resolve("a.jar" + Note.SUFFIX)).doesNotExist();
    }

    @Test
    void takesAwayWhatIsTakenAway() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        Files.delete(folders.deploy().resolve("a.jar"));
        looks(1);
        assertThat(through("a.jar")).doesNotExist();
        assertThat(said).last().isEqualTo("removed a.jar");
    }

    @Test
    void takesAwayWhatIsTrustedNoMore() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        Files.delete(folders.signers().resolve("trusted.crt"));
        looks(2);
        assertThat(through("a.jar")).doesNotExist();
        assertThat(said).last().isEqualTo("refused a.jar signer-not-trusted");
        TRUSTED.trustedIn(folders.signers());
        looks(2);
        assertThat(through("a.jar")).exists();
    }

    @Test
    void leavesWhatIsThroughUntouchedAfterARestart() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        Object before = Files.getLastModifiedTime(through("a.jar"));
        Object inode = Files.getAttribute(through("a.jar"), "unix:ino");
        gate = gate();
        looks(3);
        assertThat(Files.getLastModifiedTime(through("a.jar"))).isEqualTo(before);
        assertThat(Files.getAttribute(through("a.jar"), "unix:ino")).isEqualTo(inode);
        assertThat(said).hasSize(1);
    }

    @Test
    void takesAFeatureByTheSignatureBesideIt() throws Exception {
        byte[] feature = "<features name=\"x\" xmlns=\"http://karaf.apache.org/xmlns/features/v1.6.0\"/>"
                .getBytes(StandardCharsets.UTF_8);
        Files.write(folders.deploy().resolve("f.xml"), feature);
        looks(3);
        assertThat(said).containsExactly("refused f.xml not-signed");
        Files.write(folders.deploy().resolve("f.xml.p7s"), OTHER.detached(feature));
        looks(3);
        assertThat(said).last().isEqualTo("refused f.xml signer-not-trusted");
        Files.write(folders.deploy().resolve("f.xml.p7s"), TRUSTED.detached("other".getBytes(StandardCharsets.UTF_8)));
        looks(3);
        assertThat(said).last().isEqualTo("refused f.xml signature-broken");
        Files.write(folders.deploy().resolve("f.xml.p7s"), TRUSTED.detached(feature));
        looks(3);
        assertThat(said).last().isEqualTo("taken f.xml CN=trusted ");
    }

    @Test
    void passesSettingsOfConnectorsAndRouteFilesOn() throws Exception {
        Files.writeString(folders.deploy().resolve("org.chama.connector.file-x.cfg"), "department = x");
        Files.writeString(folders.deploy().resolve("x.camel.yaml"), "- from: {}");
        looks(3);
        assertThat(through("org.chama.connector.file-x.cfg")).hasContent("department = x");
        assertThat(through("x.camel.yaml")).exists();
    }

    @Test
    void judgesAgainWhatCouldNotBeRecorded() throws Exception {
        int[] tries = {0};
        gate = new Gate(
                folders,
                new Trail() {
                    @Override
                    public void taken(String name, Path content, Signed signed) throws IOException {
                        if (tries[0]++ == 0) {
                            throw new IOException("the database is away");
                        }
                    }

                    @Override
                    public void refused(String name, Refusal why, boolean formerStays) {
                        throw new AssertionError(why);
                    }

                    @Override
                    public void removed(String name) {
                        throw new AssertionError(name);
                    }
                },
                Clock.fixed(Signing.NOW, ZoneOffset.UTC));
        drop(signed(TRUSTED, CONTENT), "a.jar");
        gate.round();
        assertThatIOException().isThrownBy(gate::round);
        assertThat(through("a.jar")).doesNotExist();
        gate.round();
        assertThat(through("a.jar")).exists();
    }

    @Test
    void refusesWhatAnAuthorityIssuedForAnythingElseThanCode() throws Exception {
        Extension code = new Extension(
                Extension.extendedKeyUsage, false, Signing.der(new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)));
        drop(signed(TRUSTED.issues("bare", new Extension[0]), CONTENT), "bare.jar");
        Extension server = new Extension(
                Extension.extendedKeyUsage, false, Signing.der(new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
        drop(signed(TRUSTED.issues("server", server), CONTENT), "server.jar");
        Extension agreement = new Extension(Extension.keyUsage, true, Signing.der(new KeyUsage(KeyUsage.keyAgreement)));
        Signing agree = TRUSTED.issues("agree", code, agreement);
        assertThat(Signers.read(folders.signers()).trusts(List.of(agree.certificate()), Date.from(Signing.NOW)))
                .isFalse();
        drop(signed(TRUSTED.issues("code", code), CONTENT), "z.jar");
        looks(3);
        assertThat(said)
                .containsExactly(
                        "refused bare.jar signer-not-trusted",
                        "refused server.jar signer-not-trusted",
                        "taken z.jar CN=code org.example.weather/1.2.0");
    }

    @Test
    void whatRunsGoesOnAfterItsSignerExpiredUntilTheCertificateIsTakenOut() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        gate = gate(Signing.NOW.plus(Duration.ofDays(400)));
        drop(signed(TRUSTED, Map.of("later", "x")), "b.jar");
        looks(3);
        assertThat(through("a.jar")).exists();
        assertThat(said).last().isEqualTo("refused b.jar signer-expired");
        OTHER.trustedIn(folders.signers());
        looks(3);
        assertThat(through("a.jar")).exists();
        Files.delete(folders.signers().resolve("trusted.crt"));
        looks(3);
        assertThat(through("a.jar")).doesNotExist();
        assertThat(said).contains("refused a.jar signer-not-trusted");
    }

    @Test
    void aFolderThatIsNotThereIsAFaultAndTakesNothingAway() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        for (Path folder : List.of(folders.deploy(), folders.signers())) {
            Path away = home.resolve("away");
            Files.move(folder, away);
            for (int i = 0; i < 3; i++) {
                assertThatIOException().isThrownBy(gate::round).withMessageContaining(folder.toString());
            }
            gate = gate();
            assertThatIOException().isThrownBy(gate::round);
            assertThat(through("a.jar")).exists();
            Files.move(away, folder);
            looks(4);
            assertThat(through("a.jar")).exists();
        }
        assertThat(said).hasSize(1);
    }

    @Test
    void aCertificateThatIsBeingWrittenIsNotOneThatWasTakenOut() throws Exception {
        drop(signed(TRUSTED, CONTENT), "a.jar");
        looks(2);
        Path certificate = folders.signers().resolve("trusted.crt");
        byte[] whole = Files.readAllBytes(certificate);
        Files.write(certificate, Arrays.copyOf(whole, 100));
        looks(1);
        Files.write(certificate, whole);
        looks(3);
        assertThat(through("a.jar")).exists();
        assertThat(said).hasSize(1);
    }

    @Test
    void aNoteIsNotWrittenThroughALink() throws Exception {
        Path secret = Files.writeString(home.resolve("chama.p12"), "keys");
        Files.createSymbolicLink(folders.deploy().resolve("a.jar" + Note.SUFFIX), secret);
        Files.createDirectories(folders.deploy().resolve("b.jar" + Note.SUFFIX).resolve("x"));
        Signing.jar(folders.deploy().resolve("a.jar"), CONTENT);
        Signing.jar(folders.deploy().resolve("b.jar"), CONTENT);
        drop(signed(TRUSTED, CONTENT), "c.jar");
        looks(3);
        assertThat(secret).hasContent("keys");
        assertThat(folders.deploy().resolve("a.jar" + Note.SUFFIX))
                .matches(note -> Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS));
        assertThat(note("a.jar")).contains("code: not-signed");
        assertThat(said).hasSize(3).last().asString().startsWith("taken c.jar");
        try (Stream<Path> all = Files.list(folders.deploy())) {
            assertThat(all).noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void aJarThatEndsTooSoonKeepsNoOtherWaiting() throws Exception {
        byte[] whole = Files.readAllBytes(signed(TRUSTED, CONTENT));
        Files.write(folders.deploy().resolve("a.jar"), Arrays.copyOf(whole, 200));
        Files.write(folders.deploy().resolve("b.jar"), Arrays.copyOf(whole, whole.length - 30));
        drop(signed(TRUSTED, CONTENT), "c.jar");
        looks(3);
        assertThat(said).hasSize(3).last().asString().startsWith("taken c.jar");
        assertThat(said.get(0)).isEqualTo("refused a.jar not-a-jar");
        assertThat(said.get(1)).startsWith("refused b.jar ");
    }

    @Test
    void refusesWhatIsHiddenAmongTheSignaturesFiles() throws Exception {
        Path alone = signed(TRUSTED, CONTENT);
        add(alone, "META-INF/EVIL.SF", "evil");
        drop(alone, "alone.jar");
        Path pair = signed(TRUSTED, CONTENT);
        add(pair, "META-INF/EVIL.SF", "evil");
        add(pair, "META-INF/EVIL.RSA", "evil");
        drop(pair, "pair.jar");
        Path manifest = signed(TRUSTED, CONTENT);
        add(manifest, "META-INF/manifest.mf", "evil");
        drop(manifest, "two.jar");
        looks(3);
        assertThat(said)
                .hasSize(3)
                .allMatch(line -> line.endsWith(" not-signed") || line.endsWith(" signature-broken"));
    }

    private static void add(Path jar, String name, String content) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.writeString(zip.getPath(name), content);
        }
    }

    /** A hundred thousand names for one large entry: reading each would take hours. */
    @Test
    void refusesADirectoryThatNamesOneEntryOftenBeforeItIsRead() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("big0000"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        byte[] whole = bytes.toByteArray();
        ByteBuffer end = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int endAt = whole.length - 22;
        int directoryAt = end.getInt(endAt + 16);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(whole, 0, directoryAt);
        for (int i = 0; i < 5_000; i++) {
            byte[] entry = Arrays.copyOfRange(whole, directoryAt, endAt);
            byte[] name = String.format("big%04d", i).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, entry, 46, name.length);
            many.write(entry);
        }
        end.putShort(endAt + 8, (short) 5_000);
        end.putShort(endAt + 10, (short) 5_000);
        end.putInt(endAt + 12, 5_000 * (endAt - directoryAt));
        many.write(whole, endAt, 22);
        Files.write(folders.deploy().resolve("a.jar"), many.toByteArray());
        long began = System.nanoTime();
        looks(2);
        assertThat(said).containsExactly("refused a.jar ambiguous-jar");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    /** One entry of many names, each of the count the beginning has. */
    @Test
    void readsNoMoreByTheDirectoryThanFromTheBeginning() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : List.of("big", "one", "two")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(new byte[name.equals("big") ? 1 << 20 : 1]);
                zip.closeEntry();
            }
        }
        byte[] whole = bytes.toByteArray();
        ByteBuffer end = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int at = end.getInt(whole.length - 22 + 16);
        int length = 46 + 3;
        // size, compressed size, check sum and place of the first for all three
        for (int i = 1; i < 3; i++) {
            System.arraycopy(whole, at + 16, whole, at + i * length + 16, 12);
            end.putInt(at + i * length + 42, end.getInt(at + 42));
        }
        Files.write(folders.deploy().resolve("a.jar"), whole);
        looks(2);
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("refused a.jar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<feature name='a'><bundle>http://example.invalid/a.jar</bundle></feature>",
                "<feature name='a'><bundle start-level='80'> https://example.invalid/a.jar </bundle></feature>",
                "<feature name='a'><conditional><condition>x</condition><bundle>file:/tmp/a.jar</bundle></conditional></feature>",
                "<feature name='a'><bundle>mvn:http://example.invalid!g/a/1</bundle></feature>",
                "<feature name='a'><bundle>wrap:http://example.invalid/a.jar</bundle></feature>",
                "<feature name='a'><bundle>mvn:g/a/1<!-- --> http://x</bundle></feature>",
                "<feature name='a'><configfile finalname='etc/x.cfg'>http://example.invalid/x.cfg</configfile></feature>",
                "<feature name='a'><config name='x' external='true'>http://example.invalid/x.cfg</config></feature>",
                "<feature name='a'><library>file:lib/a.jar</library></feature>",
                "<repository>http://example.invalid/f.xml</repository>"
            })
    void refusesASignedFeatureThatHasCodeFromElsewhere(String content) throws Exception {
        byte[] feature = feature(content);
        dropFeature("f.xml", feature);
        drop(
                signed(
                        TRUSTED,
                        Map.of("repository/g/a/1/a-1-features.xml", new String(feature, StandardCharsets.UTF_8))),
                "k.kar");
        looks(3);
        assertThat(said).containsExactly("refused f.xml location-not-allowed", "refused k.kar location-not-allowed");
    }

    @Test
    void takesASignedFeatureOfTheNodesOwnRepository() throws Exception {
        byte[] feature = feature("<repository>mvn:g/a/1/xml/features</repository><feature name='a'><details>see"
                + " https://example.invalid</details><bundle>mvn:g/a/1.0-b_2</bundle><config name='x'>u = http://y</config>"
                + "</feature>");
        dropFeature("f.xml", feature);
        drop(
                signed(
                        TRUSTED,
                        Map.of(
                                "f/features.xml",
                                new String(feature, StandardCharsets.UTF_8),
                                "log.xml",
                                "<!DOCTYPE x><x>")),
                "k.kar");
        looks(3);
        assertThat(said).hasSize(2).allMatch(line -> line.startsWith("taken "));
    }

    @Test
    void refusesASignedFileThatIsNoFeature() throws Exception {
        dropFeature("a.xml", "<blueprint/>".getBytes(StandardCharsets.UTF_8));
        dropFeature(
                "b.xml",
                ("<!DOCTYPE features [<!ENTITY x 'http://'>]>" + new String(feature(""), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
        dropFeature("c.xml", "<features><feature>".getBytes(StandardCharsets.UTF_8));
        looks(3);
        assertThat(said)
                .containsExactly(
                        "refused a.xml unknown-kind", "refused b.xml features-broken", "refused c.xml features-broken");
    }

    private static byte[] feature(String content) {
        return ("<features name='x' xmlns='http://karaf.apache.org/xmlns/features/v1.6.0'>" + content + "</features>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void dropFeature(String name, byte[] content) throws Exception {
        Files.write(folders.deploy().resolve(name), content);
        Files.write(folders.deploy().resolve(name + ".p7s"), TRUSTED.detached(content));
    }

    @Test
    void theAlarmStandsAsLongAsTheGateCannotDoItsWork() {
        List<String> told = new ArrayList<>();
        boolean[] outage = {true};
        Alarms alarms = (Alarms) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Alarms.class}, (proxy, method, arguments) -> {
                    if (outage[0]) {
                        throw new DatabaseException(DatabaseException.Cause.OUTAGE, new SQLException("away"));
                    }
                    told.add(method.getName() + " " + arguments[0]);
                    return null;
                });
        GateAlarm alarm = new GateAlarm(() -> Optional.of(alarms));
        alarm.tell(Optional.of(new IOException("deploy")));
        assertThat(told).isEmpty();
        outage[0] = false;
        for (int i = 0; i < 3; i++) {
            alarm.tell(Optional.of(new IOException("deploy")));
        }
        for (int i = 0; i < 3; i++) {
            alarm.tell(Optional.empty());
        }
        assertThat(told).containsExactly("raise deploy-gate", "clear deploy-gate");
    }
}
