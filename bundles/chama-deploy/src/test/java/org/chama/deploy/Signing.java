package org.chama.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A signer with key and certificate, as keytool and jarsigner make them. */
record Signing(String name, PrivateKey key, X509Certificate certificate, List<X509Certificate> above) {

    static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    static Signing self(String name) {
        return make(name, null, NOW.minus(1, ChronoUnit.DAYS), NOW.plus(365, ChronoUnit.DAYS), true, List.of());
    }

    static Signing expired(String name) {
        return make(name, null, NOW.minus(100, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS), false, List.of());
    }

    /** For signing code. */
    Signing issues(String leaf) {
        return issues(
                leaf,
                new Extension(
                        Extension.extendedKeyUsage, false, der(new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))),
                new Extension(Extension.keyUsage, true, der(new KeyUsage(KeyUsage.digitalSignature))));
    }

    Signing issues(String leaf, Extension... extensions) {
        return make(
                leaf, this, NOW.minus(1, ChronoUnit.DAYS), NOW.plus(30, ChronoUnit.DAYS), false, List.of(extensions));
    }

    static byte[] der(ASN1Object value) {
        try {
            return value.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Signing make(
            String name, Signing issuer, Instant from, Instant until, boolean authority, List<Extension> extensions) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer == null ? subject : new X500Name("CN=" + issuer.name()),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            for (Extension extension : extensions) {
                builder.addExtension(extension);
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA")
                            .build(issuer == null ? pair.getPrivate() : issuer.key())));
            return new Signing(
                    name, pair.getPrivate(), certificate, issuer == null ? List.of() : List.of(issuer.certificate()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void trustedIn(Path folder) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        Files.writeString(folder.resolve(name + ".crt"), pem);
    }

    void sign(Path unsigned, Path into) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = new java.util.ArrayList<>(List.of(certificate));
        chain.addAll(above);
        JarSigner signer = new JarSigner.Builder(
                        key, CertificateFactory.getInstance("X.509").generateCertPath(chain))
                .signerName(name.length() > 8 ? name.substring(0, 8) : name)
                .build();
        try (ZipFile in = new ZipFile(unsigned.toFile());
                OutputStream out = Files.newOutputStream(into)) {
            signer.sign(in, out);
        }
    }

    byte[] detached(byte[] content) throws CMSException, GeneralSecurityException, OperatorCreationException {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSimpleSignerInfoGeneratorBuilder().build("SHA256withRSA", key, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        try {
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path jar(Path file, Map<String, String> entries) throws IOException {
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "org.example.weather;singleton:=true");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.2.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return file;
    }
}
