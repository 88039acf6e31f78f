package org.chama.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.directory.Administration;

/** {@code chama:client-bind}. */
@Service
@Needs(Permission.CLIENTS_CHANGE)
@Command(
        scope = "chama",
        name = "client-bind",
        description = "将 data/console 中的证书绑定到接入系统 / bind a certificate in data/console to a client")
public final class ClientBind extends AskOne {

    private static final int LARGEST = 65_536;

    @Reference(optional = true)
    private Administration administration;

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        X509Certificate certificate = certificate(LocalFile.read(word(1), LARGEST));
        there(administration).bind(caller(), id(), certificate);
        out.println(new Text("证书已绑定", "the certificate is bound").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("client", "pem-file");
    }

    private static X509Certificate certificate(byte[] pem) {
        try {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (all.size() == 1 && all.iterator().next() instanceof X509Certificate certificate) {
                return certificate;
            }
            throw wrong();
        } catch (CertificateException e) {
            throw wrong();
        }
    }

    private static RefusedException wrong() {
        return new RefusedException(
                "wrong-certificate", "文件应为一份 PEM 格式的 X.509 证书", "the file must be one X.509 certificate as PEM");
    }
}
