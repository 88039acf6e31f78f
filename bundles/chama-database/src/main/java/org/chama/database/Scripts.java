package org.chama.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.osgi.framework.BundleReference;

/** The SQL scripts directly in a module's folder and in its folder for one kind of database, out of a bundle, a jar or a directory. */
final class Scripts implements ResourceProvider {

    private final List<LoadableResource> scripts = new ArrayList<>();

    Scripts(ClassLoader loader, String folder, String kind) {
        try {
            for (URL url : list(loader, folder)) {
                scripts.add(new Script(url));
            }
            for (URL url : list(loader, folder + "/" + kind)) {
                scripts.add(new Script(url));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (scripts.isEmpty()) {
            throw new IllegalArgumentException("no *.sql in " + folder + " of the module that wants to migrate");
        }
    }

    @Override
    public LoadableResource getResource(String name) {
        for (LoadableResource script : scripts) {
            if (script.getRelativePath().equals(name)) {
                return script;
            }
        }
        return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        List<LoadableResource> found = new ArrayList<>();
        for (LoadableResource script : scripts) {
            String name = script.getFilename();
            if (name.startsWith(prefix) && Stream.of(suffixes).anyMatch(name::endsWith)) {
                found.add(script);
            }
        }
        return found;
    }

    private static List<URL> list(ClassLoader loader, String folder) throws IOException {
        List<URL> found = new ArrayList<>();
        if (loader instanceof BundleReference reference) {
            var entries = reference.getBundle().findEntries(folder, "*.sql", false);
            if (entries != null) {
                found.addAll(Collections.list(entries));
            }
            return found;
        }
        for (URL place : Collections.list(loader.getResources(folder))) {
            if (place.getProtocol().equals("file")) {
                directory(place, found);
            } else if (place.openConnection() instanceof JarURLConnection jar) {
                jar(jar, found);
            }
        }
        return found;
    }

    private static void directory(URL place, List<URL> found) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(new URI(place.toString())))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sql")).toList()) {
                found.add(file.toUri().toURL());
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void jar(JarURLConnection connection, List<URL> found) throws IOException {
        connection.setUseCaches(false);
        String base =
                connection.getEntryName().endsWith("/") ? connection.getEntryName() : connection.getEntryName() + "/";
        try (JarFile jar = connection.getJarFile()) {
            for (String name : jar.stream().map(Object::toString).toList()) {
                if (name.startsWith(base) && name.endsWith(".sql") && name.indexOf('/', base.length()) < 0) {
                    found.add(new URL("jar:" + connection.getJarFileURL() + "!/" + name));
                }
            }
        }
    }

    private static final class Script extends LoadableResource {

        private final String path;
        private final String text;

        Script(URL url) throws IOException {
            path = url.getPath();
            try (InputStream in = url.openStream()) {
                text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return getFilename();
        }
    }
}
