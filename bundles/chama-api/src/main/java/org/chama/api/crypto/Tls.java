package org.chama.api.crypto;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * TLS of this node's doors; the service is there only when {@code etc/org.chama.tls.cfg} configures it and its files are good.
 * Without it every door stays on loopback. Thread-safe.
 */
@ProviderType
public interface Tls {

    /** Address the TLS doors bind. */
    String address();

    /** Of HTTPS. */
    int httpPort();

    /** Of AMQP and STOMP with client certificates. */
    int brokerPort();

    /** PKCS#12 with the node's key and chain. */
    Path keyStore();

    char[] keyStorePassword();

    /** PKCS#12 with the certificates client certificates must be issued by. */
    Path trustStore();

    char[] trustStorePassword();

    /** {@code TLSv1.3}, {@code TLSv1.2}. */
    List<String> protocols();

    /** Calls the listener after the files have changed on disk and were found good, until it is closed. */
    AutoCloseable onReload(Runnable listener);
}
