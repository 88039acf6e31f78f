package org.chama.itests.container;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.environment;
import static org.ops4j.pax.exam.CoreOptions.serverMode;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.karaf.options.KarafDistributionKitConfigurationOption;
import org.ops4j.pax.exam.karaf.options.KarafDistributionKitConfigurationOption.Platform;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/**
 * The shipped archive as Pax Exam's Karaf container: unpacked, given ports, datasets and connectors, started by its own script. Pax
 * Exam adds nothing to it: no probe, no feature, no port.
 */
final class Assembly {

    static final Path TARGET = Path.of("target").toAbsolutePath();

    /** Made by the build: the archive as it is shipped, and what is deployed into the running node. */
    static final Path ARCHIVE = TARGET.resolve("node.tar.gz");

    private static final Path EXAMPLES = Path.of("..", "examples");

    /** Files Pax Exam would add its own feature and boot delegation to: they stay as they are shipped. */
    private static final Set<String> AS_SHIPPED =
            Set.of("etc/config.properties", "etc/system.properties", "etc/org.apache.karaf.features.cfg");

    private Assembly() {}

    /**
     * The ports of a node, all on loopback.
     *
     * @param http REST, SOAP and health
     * @param ssh the console
     * @param broker Artemis
     */
    record Ports(int http, int ssh, int broker) {}

    /** Starts the container; it is not ready yet. @param home where the node is unpacked */
    static void start(Path home, Ports ports, Map<String, String> connectors) {
        try {
            List<Option> options = new ArrayList<>();
            options.add(distribution(home));
            options.add(keepRuntimeFolder());
            options.add(doNotModifyLogConfiguration());
            options.add(serverMode());
            options.add(environment("KARAF_EXEC=exec"));
            options.add(environment("JAVA_HOME=" + System.getProperty("java.home")));
            options.add(ports(ports));
            options.add(file(
                    "etc/org.chama.access.cfg",
                    "rate.per.second = 2000\nburst = 2000\nanonymous.rate.per.second = 2000\n"
                            + "anonymous.burst = 2000\nrefusal.window.seconds = 1\n"));
            options.add(file("etc/org.chama.authentication.cfg", "lock.network.failures = 100000\n"));
            options.addAll(asShipped());
            options.addAll(examples());
            options.addAll(datasets());
            for (Map.Entry<String, String> connector : connectors.entrySet()) {
                options.add(file("etc/org.chama.connector.file-" + connector.getKey() + ".cfg", connector.getValue()));
            }
            // the launcher takes no arguments: this is "bin/karaf server"
            options.add(file("bin/server", "#!/bin/sh\nexec \"${0%/*}/karaf\" server\n"));
            ExamSystem system = DefaultExamSystem.create(options.toArray(Option[]::new));
            TestContainer container = PaxExamRuntime.createContainer(system);
            container.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the node cannot be started", e);
        }
    }

    private static Option distribution(Path home) {
        return new KarafDistributionKitConfigurationOption(
                        karafDistributionConfiguration()
                                .frameworkUrl(ARCHIVE.toUri().toString())
                                .name("Chama")
                                .unpackDirectory(home.getParent().toFile())
                                .directoryNameFormat("'" + home.getFileName() + "'"),
                        Platform.NIX)
                .executable("bin/server");
    }

    private static Option ports(Ports ports) {
        String http = Integer.toString(ports.http());
        return composite(
                editConfigurationFilePut("etc/custom.properties", "org.osgi.service.http.port", http),
                editConfigurationFilePut("etc/org.apache.felix.http.cfg", "org.osgi.service.http.port", http),
                editConfigurationFilePut("etc/org.apache.karaf.shell.cfg", "sshPort", Integer.toString(ports.ssh())),
                editConfigurationFilePut("etc/org.chama.broker.cfg", "port", Integer.toString(ports.broker())));
    }

    private static List<Option> asShipped() throws IOException {
        List<Option> options = new ArrayList<>();
        Set<String> missing = new HashSet<>(AS_SHIPPED);
        try (InputStream in = Files.newInputStream(ARCHIVE);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                if (missing.remove(name)) {
                    Path copy = scratch(name);
                    Files.copy(tar, copy, StandardCopyOption.REPLACE_EXISTING);
                    options.add(replaceConfigurationFile(name, copy.toFile()));
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(ARCHIVE + " has no " + missing);
        }
        return options;
    }

    /** The two departments of the examples, as the demo deploys them. */
    private static List<Option> examples() throws IOException {
        List<Option> options = new ArrayList<>();
        for (String example : List.of("civil-affairs", "market-regulation")) {
            Path etc = EXAMPLES.resolve(example).resolve("etc");
            try (Stream<Path> files = Files.walk(etc)) {
                files.filter(Files::isRegularFile)
                        .forEach(file ->
                                options.add(replaceConfigurationFile("etc/" + etc.relativize(file), file.toFile())));
            }
        }
        return options;
    }

    private static List<Option> datasets() throws IOException {
        try (Stream<Path> files = Files.list(Samples.DATASETS)) {
            return files.map(file -> replaceConfigurationFile("etc/datasets/" + file.getFileName(), file.toFile()))
                    .map(Option.class::cast)
                    .toList();
        }
    }

    private static Option file(String name, String content) throws IOException {
        return replaceConfigurationFile(
                name, Files.writeString(scratch(name), content).toFile());
    }

    private static Path scratch(String name) throws IOException {
        Path file = TARGET.resolve("container-files").resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }
}
