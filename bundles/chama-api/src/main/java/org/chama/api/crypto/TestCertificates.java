package org.chama.api.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Makes a certification authority for trials and certificates by it; never for production. Thread-safe. */
@ProviderType
public interface TestCertificates {

    /**
     * Writes into an empty or new folder, readable by its owner only: {@code ca.crt}, {@code truststore.p12}, {@code node.p12} for
     * these host names and addresses, {@code <client>.p12}, {@code <client>.crt} and {@code <client>.key} for each client, and
     * {@code password}.
     *
     * @param days validity
     */
    void make(Path folder, List<String> hosts, List<String> clients, int days) throws IOException;
}
