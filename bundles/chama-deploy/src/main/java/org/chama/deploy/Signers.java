package org.chama.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of {@code etc/trusted-signers/}: a signer is trusted when its certificate lies there, or was issued (RFC 5280) by a
 * CA that lies there to sign code, and is valid on the day.
 */
final class Signers {

    private static final Logger LOG = LoggerFactory.getLogger(Signers.class);
    private static final long LARGEST = 1 << 20;

    /** RFC 5280, 4.2.1.12 and 4.2.1.3. */
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";

    private static final int DIGITAL_SIGNATURE = 0;

    private final List<X509Certificate> trusted;
    private final String state;

    private Signers(List<X509Certificate> trusted, String state) {
        this.trusted = List.copyOf(trusted);
        this.state = state;
    }

    /** Reads the folder; one that is not there trusts nobody. What is no certificate is said and left out. */
    static Signers read(Path folder) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.{crt,pem,cer}")) {
                all.forEach(file -> files.put(file.getFileName().toString(), file));
            }
        }
        List<X509Certificate> trusted = new ArrayList<>();
        StringBuilder state = new StringBuilder();
        for (Path file : files.values()) {
            state.append(stateOf(file));
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] content = in.readNBytes((int) LARGEST);
                for (Certificate certificate : CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(content))) {
                    trusted.add((X509Certificate) certificate);
                }
            } catch (CertificateException e) {
                LOG.warn("{} is no certificate and trusts nobody / {} 不是证书,已忽略", file, file.getFileName());
            }
        }
        return new Signers(trusted, state.toString());
    }

    /** What the folder looks like now, to see whether it has to be read again. */
    static String stateOf(Path folderOrFile) throws IOException {
        if (!Files.exists(folderOrFile)) {
            return "";
        }
        if (Files.isDirectory(folderOrFile)) {
            StringBuilder state = new StringBuilder();
            TreeMap<String, Path> files = new TreeMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folderOrFile, "*.{crt,pem,cer}")) {
                all.forEach(file -> files.put(file.getFileName().toString(), file));
            }
            for (Path file : files.values()) {
                state.append(stateOf(file));
            }
            return state.toString();
        }
        return folderOrFile.getFileName() + "|" + Files.size(folderOrFile) + "|"
                + Files.getLastModifiedTime(folderOrFile).toMillis() + "\n";
    }

    String state() {
        return state;
    }

    /** Whether a signer with this certificate chain is trusted on this day; the first certificate is the signer's. */
    boolean trusts(List<X509Certificate> chain, Date on) {
        X509Certificate signer = chain.get(0);
        try {
            signer.checkValidity(on);
        } catch (CertificateException e) {
            return false;
        }
        return trusted.contains(signer) || signsCode(signer) && issuedByOneOf(chain, on);
    }

    /** Whether its authority meant it to: not every certificate of a department's CA may put code into the node. */
    private static boolean signsCode(X509Certificate signer) {
        try {
            List<String> purposes = signer.getExtendedKeyUsage();
            boolean[] uses = signer.getKeyUsage();
            return purposes != null && purposes.contains(CODE_SIGNING) && (uses == null || uses[DIGITAL_SIGNATURE]);
        } catch (CertificateException e) {
            return false;
        }
    }

    private boolean issuedByOneOf(List<X509Certificate> chain, Date on) {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate authority : trusted) {
            if (authority.getBasicConstraints() >= 0) {
                anchors.add(new TrustAnchor(authority, null));
            }
        }
        if (anchors.isEmpty()) {
            return false;
        }
        // the anchor itself is no part of the path
        List<X509Certificate> path = chain.stream()
                .filter(certificate -> !trusted.contains(certificate))
                .toList();
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(on);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            LOG.debug("A chain that ends in {} is not trusted", chain.get(0).getSubjectX500Principal(), e);
            return false;
        }
    }
}
