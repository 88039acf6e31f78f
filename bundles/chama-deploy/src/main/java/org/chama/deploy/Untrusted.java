package org.chama.deploy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.chama.api.RefusedException;

/** Says why a signer is not trusted. */
final class Untrusted {

    private Untrusted() {}

    static RefusedException signer(X509Certificate signer, Date now) {
        String who = signer.getSubjectX500Principal().getName();
        try {
            signer.checkValidity(now);
        } catch (CertificateException e) {
            return new RefusedException(
                    "signer-expired", "签名证书不在有效期内: " + who, "the signer's certificate is not valid now: " + who);
        }
        return new RefusedException(
                "signer-not-trusted",
                "签名者不在 etc/trusted-signers/ 中,也不是其中机构签发的代码签名证书: " + who,
                "the signer is not one of etc/trusted-signers/, nor issued by an authority there for code signing: "
                        + who);
    }
}
