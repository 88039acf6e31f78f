package org.chama.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.chama.benchmarks.silent.SilentLedger;

/** The ledger's bundle with the {@link SilentLedger} in it, under the same name and version, so that a node takes it for the real one. */
final class SilentBundle {

    private static final String COMPONENT = "OSGI-INF/silent.xml";
    private static final String CLASS = SilentLedger.class.getName();

    private static final String DECLARATION =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s" immediate="true">
              <service>
                <provide interface="org.chama.api.ledger.Ledger"/>
                <provide interface="org.chama.api.ledger.Archives"/>
              </service>
              <implementation class="%s"/>
            </scr:component>
            """;

    private SilentBundle() {}

    static void write(Path original, Path silent) throws IOException {
        Manifest manifest;
        try (JarFile jar = new JarFile(original.toFile())) {
            manifest = new Manifest(jar.getManifest());
        }
        Attributes headers = manifest.getMainAttributes();
        for (String gone : new String[] {"Bundle-ClassPath", "Private-Package"}) {
            headers.remove(new Attributes.Name(gone));
        }
        headers.putValue("Service-Component", COMPONENT);
        headers.putValue("Import-Package", "org.chama.api,org.chama.api.desk,org.chama.api.ledger");
        String file = CLASS.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(silent);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream code = SilentLedger.class.getClassLoader().getResourceAsStream(file)) {
            for (Map.Entry<String, byte[]> entry : Map.of(
                            COMPONENT, DECLARATION.formatted(CLASS, CLASS).getBytes(StandardCharsets.UTF_8),
                            file, code.readAllBytes())
                    .entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
    }
}
