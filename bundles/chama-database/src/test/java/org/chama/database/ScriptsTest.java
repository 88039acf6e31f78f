package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.flywaydb.core.api.resource.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

class ScriptsTest {

    @TempDir
    Path folder;

    @Test
    void findsThoseOfBothKindsAndOfItsOwnKindInADirectory() {
        assertThat(names(new Scripts(getClass().getClassLoader(), "db/sample", "h2")))
                .containsExactlyInAnyOrder("V1__sample.sql", "V2__kind.sql");
    }

    @Test
    void findsThemInAJar() throws Exception {
        Path jar = folder.resolve("module 1.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String entry : List.of(
                    "db/",
                    "db/m/",
                    "db/m/V1__a.sql",
                    "db/m/readme.txt",
                    "db/m/postgresql/",
                    "db/m/postgresql/V2__b.sql",
                    "db/m/h2/",
                    "db/m/h2/V2__c.sql",
                    "db/mm/",
                    "db/mm/V1__d.sql")) {
                out.putNextEntry(new JarEntry(entry));
                if (!entry.endsWith("/")) {
                    out.write(entry.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Scripts scripts = new Scripts(loader, "db/m", "postgresql");
            assertThat(names(scripts)).containsExactlyInAnyOrder("V1__a.sql", "V2__b.sql");
            assertThat(new BufferedReader(scripts.getResource("V2__b.sql").read()).readLine())
                    .isEqualTo("db/m/postgresql/V2__b.sql");
        }
    }

    @Test
    void findsThemInABundle() throws Exception {
        Map<String, String> content = Map.of("db/m", "V1__a.sql", "db/m/h2", "V2__b.sql");
        for (String name : content.values()) {
            Files.writeString(folder.resolve(name), name);
        }
        Bundle bundle = (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("findEntries");
                    String name = content.get(arguments[0]);
                    return name == null
                            ? null
                            : Collections.enumeration(
                                    List.of(folder.resolve(name).toUri().toURL()));
                });
        assertThat(names(new Scripts(new BundleLoader(bundle), "db/m", "h2")))
                .containsExactlyInAnyOrder("V1__a.sql", "V2__b.sql");
        assertThat(names(new Scripts(new BundleLoader(bundle), "db/m", "postgresql")))
                .containsExactly("V1__a.sql");
    }

    private static List<String> names(Scripts scripts) {
        return scripts.getResources("V", new String[] {".sql"}).stream()
                .map(Resource::getFilename)
                .toList();
    }

    private static final class BundleLoader extends ClassLoader implements BundleReference {

        private final Bundle bundle;

        BundleLoader(Bundle bundle) {
            this.bundle = bundle;
        }

        @Override
        public Bundle getBundle() {
            return bundle;
        }
    }
}
