package org.chama.deploy;

import java.security.cert.X509Certificate;

/**
 * What a verified file says of itself.
 *
 * @param signer subject of the trusted signer
 * @param version symbolic name and version of a bundle; empty for a kar or a feature
 */
record Signed(String signer, String version) {

    static Signed by(X509Certificate signer, String version) {
        return new Signed(signer.getSubjectX500Principal().getName(), version);
    }
}
