package org.chama.itests.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.chama.itests.container.deployed.Seal;

/** Bundles that are in no feature: an operator drops them into {@code deploy/}. */
final class Bundles {

    /** Whom the node of this package trusts. */
    static final Signer TRUSTED = Signer.make("trusted");

    private Bundles() {}

    /** One the build made: {@code weather} or {@code desensitization-next}. */
    static byte[] built(String name) {
        return TRUSTED.sign(unsigned(name));
    }

    /** One the build made, as the compiler left it. */
    static byte[] unsigned(String name) {
        try {
            return Files.readAllBytes(Assembly.TARGET.resolve("deployed").resolve(name + ".jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The mask {@code seal}. */
    static byte[] seal(String version, Seal.Mode mode) {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", "chama-itests-seal");
        headers.putValue("Bundle-Version", version);
        headers.putValue("Bundle-Activator", Seal.class.getName());
        headers.putValue("Import-Package", "org.osgi.framework,org.chama.api.policy,org.chama.api.dataset");
        headers.putValue(Seal.MODE, mode.name());
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bundle, manifest)) {
            for (Class<?> each : new Class<?>[] {Seal.class, Seal.Mode.class}) {
                add(jar, each.getName().replace('.', '/') + ".class");
            }
            add(jar, Seal.class.getName().replace('.', '/') + "$1.class");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TRUSTED.sign(bundle.toByteArray());
    }

    private static void add(JarOutputStream jar, String name) throws IOException {
        try (InputStream in = Seal.class.getClassLoader().getResourceAsStream(name)) {
            if (in != null) {
                jar.putNextEntry(new JarEntry(name));
                in.transferTo(jar);
            }
        }
    }
}
