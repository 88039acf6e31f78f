package org.chama.itests.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Signs bundles with the JDK's own tools, as an integrator does. */
final class Signer {

    private static final String ALIAS = "integrator";
    private static final String PASSWORD = "only-for-this-run";

    private final Path store;

    private Signer(Path store) {
        this.store = store;
    }

    /** One whose key is made now. */
    static Signer make(String name) {
        try {
            Path folder = Files.createDirectories(Assembly.TARGET.resolve("signers"));
            Path store = folder.resolve(name + ".p12");
            Files.deleteIfExists(store);
            run(
                    "keytool",
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "30",
                    "-dname",
                    "CN=" + name,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            return new Signer(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts its certificate among those a node trusts. */
    void trustedBy(Path home) {
        try {
            Path trusted = Files.createDirectories(home.resolve("etc/trusted-signers"));
            Files.writeString(trusted.resolve(store.getFileName() + ".crt"), certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its certificate as PEM. */
    String certificate() {
        try {
            Path certificate = store.resolveSibling(store.getFileName() + ".crt");
            run(
                    "keytool",
                    "-exportcert",
                    "-rfc",
                    "-alias",
                    ALIAS,
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD,
                    "-file",
                    certificate.toString());
            return Files.readString(certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] sign(byte[] bundle) {
        try {
            Path unsigned = Files.write(Files.createTempFile(store.getParent(), "unsigned", ".jar"), bundle);
            Path signed = Files.createTempFile(store.getParent(), "signed", ".jar");
            run(
                    "jarsigner",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD,
                    "-signedjar",
                    signed.toString(),
                    unsigned.toString(),
                    ALIAS);
            byte[] content = Files.readAllBytes(signed);
            Files.delete(unsigned);
            Files.delete(signed);
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(tool + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
