package org.chama.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.chama.api.RefusedException;

/** Verifies a feature file by the detached CMS signature (RFC 5652, DER) that lies beside it. */
final class FeatureSignature {

    private static final int LARGEST = 4 << 20;

    private FeatureSignature() {}

    /** @throws RefusedException why it is not taken */
    static Signed verify(Path file, Path signature, Signers signers, Date now) throws IOException {
        if (!Files.isRegularFile(signature)) {
            throw new RefusedException(
                    "not-signed",
                    "旁边没有签名文件 " + signature.getFileName(),
                    "there is no signature " + signature.getFileName() + " beside it");
        }
        if (Files.size(file) > LARGEST || Files.size(signature) > LARGEST) {
            throw new RefusedException("too-large", "超过 4 MiB", "larger than 4 MiB");
        }
        try {
            CMSSignedData signed = new CMSSignedData(
                    new CMSProcessableByteArray(Files.readAllBytes(file)), Files.readAllBytes(signature));
            Collection<SignerInformation> all = signed.getSignerInfos().getSigners();
            if (all.size() != 1) {
                throw new RefusedException("signed-by-several", "须恰有一个签名者", "there must be one signer exactly");
            }
            SignerInformation signer = all.iterator().next();
            List<X509Certificate> chain = chain(signed, signer);
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(chain.get(0)))) {
                throw broken();
            }
            if (!signers.trusts(chain, now)) {
                throw Untrusted.signer(chain.get(0), now);
            }
            try (InputStream in = Files.newInputStream(file)) {
                if (!FeatureLocations.check(in)) {
                    throw new RefusedException("unknown-kind", "不是功能仓库", "no features file");
                }
            }
            return Signed.by(chain.get(0), "");
        } catch (CMSException | CertificateException | OperatorCreationException e) {
            throw broken();
        }
    }

    private static List<X509Certificate> chain(CMSSignedData signed, SignerInformation signer)
            throws CertificateException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> chain = new ArrayList<>();
        for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
            if (signer.getSID().match(holder)) {
                chain.add(converter.getCertificate(holder));
            }
        }
        if (chain.size() != 1) {
            throw new RefusedException(
                    "signature-without-certificate",
                    "签名中没有签名者的证书",
                    "the signature does not hold its signer's certificate");
        }
        for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
            X509Certificate other = converter.getCertificate(holder);
            if (other.getSubjectX500Principal()
                            .equals(chain.get(chain.size() - 1).getIssuerX500Principal())
                    && !chain.contains(other)) {
                chain.add(other);
            }
        }
        return chain;
    }

    private static RefusedException broken() {
        return new RefusedException(
                "signature-broken", "签名与内容不符或无法读取", "the signature does not fit the content or cannot be read");
    }
}
