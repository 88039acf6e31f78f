package org.chama.deploy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.chama.api.RefusedException;

/**
 * Verifies a signed jar or kar (JAR File Specification, signed JAR): every entry is signed by one and the same trusted signer, and
 * who reads it from its beginning finds what who reads its directory finds. Whoever signed it or not, the work is bounded by what
 * reading it once from its beginning gave.
 */
final class JarSignature {

    /** More need a ZIP64 directory, which none of ours has. */
    private static final int MOST_ENTRIES = 65_534;

    private static final long MOST_BYTES = 1L << 30;
    private static final int MOST_DIRECTORY = 16 << 20;

    /** The directory's end (APPNOTE 4.3.16) without a comment. */
    private static final int END = 22;

    private static final int END_MARK = 0x06054b50;

    /**
     * What who does not look into the directory finds.
     *
     * @param digests of the contents by name
     * @param bytes of all of them
     */
    private record InOrder(Map<String, String> digests, long bytes) {}

    private JarSignature() {}

    /** @throws RefusedException why it is not taken */
    static Signed verify(Path file, Signers signers, Date now) throws IOException {
        try {
            InOrder inOrder = inOrder(file);
            requireDirectory(file, inOrder.digests.size());
            try (JarFile jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ, JarFile.baseVersion())) {
                return verify(jar, inOrder, signers, now);
            }
        } catch (SecurityException e) {
            throw new RefusedException(
                    "signature-broken",
                    "签名与内容不符,文件在签名后被改动",
                    "the signature does not fit the content: it was changed after signing");
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw notAJar();
        }
    }

    private static Signed verify(JarFile jar, InOrder inOrder, Signers signers, Date now) throws IOException {
        List<JarEntry> entries = Collections.list(jar.entries());
        requireNames(entries, inOrder.digests.keySet());
        int signatures = signatures(inOrder.digests.keySet());
        List<X509Certificate> signer = null;
        long left = inOrder.bytes;
        for (JarEntry entry : entries) {
            MessageDigest digest = sha256();
            try (InputStream in = jar.getInputStream(entry)) {
                left -= digest(in, left, digest);
            }
            if (left < 0 || !hex(digest).equals(inOrder.digests.get(entry.getName()))) {
                throw ambiguous();
            }
            if (isSignatureFile(entry.getName())) {
                continue;
            }
            if (entry.isDirectory()) {
                if (!inOrder.digests.get(entry.getName()).equals(hex(sha256()))) {
                    throw notSigned(entry.getName());
                }
                continue;
            }
            List<X509Certificate> by = signer(entry, signatures, signers, now);
            if (signer != null && !signer.get(0).equals(by.get(0))) {
                throw new RefusedException(
                        "signed-by-several",
                        "条目由不同的签名者签名: " + safe(entry.getName()),
                        "its entries are signed by different signers: " + safe(entry.getName()));
            }
            signer = by;
        }
        if (signer == null) {
            throw new RefusedException("empty-jar", "文件中没有任何已签名的内容", "there is nothing signed in it");
        }
        requireLocations(jar, entries);
        return Signed.by(signer.get(0), version(jar.getManifest()));
    }

    /** Before the directory is read: it is as large as its count allows, and at the very end, so that everybody finds the same. */
    private static void requireDirectory(Path file, int entries) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < END) {
                throw notAJar();
            }
            channel.position(channel.size() - END);
            while (end.hasRemaining() && channel.read(end) >= 0) {
                continue;
            }
        }
        if (end.getInt(0) != END_MARK || end.getShort(10) != (short) entries) {
            throw ambiguous();
        }
        if (Integer.compareUnsigned(end.getInt(12), MOST_DIRECTORY) > 0) {
            throw tooLarge();
        }
    }

    private static void requireNames(List<JarEntry> entries, Set<String> inOrder) {
        Set<String> names = new HashSet<>();
        for (JarEntry entry : entries) {
            if (!names.add(entry.getName())) {
                throw twice(entry.getName());
            }
        }
        if (!names.equals(inOrder)) {
            throw ambiguous();
        }
    }

    /** A bundle can bring features, as a kar does; what they name is not signed with them. */
    private static void requireLocations(JarFile jar, List<JarEntry> entries) throws IOException {
        for (JarEntry entry : entries) {
            if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".xml")) {
                try (InputStream in = jar.getInputStream(entry)) {
                    FeatureLocations.check(in);
                }
            }
        }
        Manifest manifest = jar.getManifest();
        String repositories =
                manifest == null ? null : manifest.getMainAttributes().getValue("Karaf-Feature-Repos");
        if (repositories != null) {
            for (String location : repositories.strip().split("[,\\s]+")) {
                FeatureLocations.requireMaven(location);
            }
        }
    }

    private static List<X509Certificate> signer(JarEntry entry, int signatures, Signers signers, Date now) {
        CodeSigner[] all = entry.getCodeSigners();
        if (all == null || all.length != signatures) {
            throw notSigned(entry.getName());
        }
        for (CodeSigner signer : all) {
            List<X509Certificate> chain = new ArrayList<>();
            signer.getSignerCertPath().getCertificates().forEach(one -> chain.add((X509Certificate) one));
            if (signers.trusts(chain, now)) {
                return chain;
            }
        }
        throw Untrusted.signer(
                (X509Certificate) all[0].getSignerCertPath().getCertificates().get(0), now);
    }

    private static InOrder inOrder(Path file) throws IOException {
        Map<String, String> digests = new HashMap<>();
        long left = MOST_BYTES;
        int names = MOST_DIRECTORY;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                MessageDigest digest = sha256();
                left -= digest(zip, left, digest);
                names -= entry.getName().length();
                if (left < 0 || names < 0) {
                    throw tooLarge();
                }
                if (digests.put(entry.getName(), hex(digest)) != null) {
                    throw twice(entry.getName());
                }
                if (digests.size() > MOST_ENTRIES) {
                    throw tooLarge();
                }
            }
        }
        return new InOrder(digests, MOST_BYTES - left);
    }

    /** Reads to the end, or just past the most. Returns how much it read. */
    private static long digest(InputStream in, long most, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long all = 0;
        for (int read = in.read(buffer); read >= 0 && all <= most; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            all += read;
        }
        return all;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** How many signatures there are: each is a file and its block, beside the manifest. Nothing else may stand unsigned. */
    private static int signatures(Set<String> names) {
        Map<String, String> parts = new TreeMap<>();
        for (String name : names) {
            if (isSignatureFile(name)) {
                String upper = name.toUpperCase(Locale.ROOT);
                String part =
                        upper.equals(JarFile.MANIFEST_NAME) ? "manifest" : upper.endsWith(".SF") ? "file" : "block";
                parts.merge(upper.substring(0, upper.lastIndexOf('.')), part, (one, other) -> one + "+" + other);
            }
        }
        int signatures = 0;
        for (Map.Entry<String, String> found : parts.entrySet()) {
            switch (found.getValue()) {
                case "manifest" -> {}
                case "file+block", "block+file" -> signatures++;
                default -> throw notSigned(found.getKey());
            }
        }
        return signatures;
    }

    private static boolean isSignatureFile(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith("META-INF/") || upper.indexOf('/', "META-INF/".length()) >= 0) {
            return false;
        }
        return upper.equals(JarFile.MANIFEST_NAME)
                || upper.endsWith(".SF")
                || upper.endsWith(".RSA")
                || upper.endsWith(".DSA")
                || upper.endsWith(".EC");
    }

    private static String version(Manifest manifest) {
        Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
        String name = main.getValue("Bundle-SymbolicName");
        String version = main.getValue("Bundle-Version");
        return name == null ? "" : name.split(";")[0].strip() + "/" + (version == null ? "0.0.0" : version.strip());
    }

    private static RefusedException notSigned(String name) {
        return new RefusedException(
                "not-signed",
                "未签名: " + safe(name) + "。请用 jarsigner 签名,并把证书放入 etc/trusted-signers/",
                "not signed: " + safe(name)
                        + ". Sign it with jarsigner and put the certificate into etc/trusted-signers/");
    }

    private static RefusedException notAJar() {
        return new RefusedException("not-a-jar", "不是完整的 jar 或 kar 文件", "not a whole jar or kar");
    }

    private static RefusedException ambiguous() {
        return new RefusedException(
                "ambiguous-jar",
                "按目录与按顺序读取的内容不同,文件被动过手脚",
                "read by its directory it holds something else than read from the beginning");
    }

    private static RefusedException twice(String name) {
        return new RefusedException("entry-twice", "条目重复: " + safe(name), "it holds an entry twice: " + safe(name));
    }

    private static RefusedException tooLarge() {
        return new RefusedException(
                "too-large",
                "超过 " + MOST_ENTRIES + " 个条目或 1 GiB",
                "more than " + MOST_ENTRIES + " entries or 1 GiB unpacked");
    }

    /** For messages: no control characters, and not endless. */
    static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        name.chars().limit(200).forEach(c -> safe.append(c < 0x20 || c == 0x7f ? '?' : (char) c));
        return safe.toString();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
