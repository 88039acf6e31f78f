package org.chama.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The machine and its physical floors. */
final class Machine {

    private static final int MEBIBYTE = 1 << 20;
    private static final int WRITTEN_MEBIBYTES = 512;
    private static final int PAGE = 4096;
    private static final int COPIED = 64 * MEBIBYTE;
    private static final long LOOK_NANOS = 2_000_000_000L;

    private Machine() {}

    static String description() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).get(0).replaceAll("\\D", "");
        return "%d x %s, %.1f GiB, Linux %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        Long.parseLong(memory) / 1048576.0,
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    /** @param folder on the file system the node and the databases write to */
    static String floors(Path folder) throws IOException {
        return String.format(
                Locale.ROOT,
                "disk write with fdatasync %.0f MB/s, 4 KiB fdatasync %.0f/s, memcpy %.1f GB/s",
                diskMegabytes(folder),
                syncs(folder),
                copyGigabytes());
    }

    private static double diskMegabytes(Path folder) throws IOException {
        Path file = folder.resolve("floor-write");
        ByteBuffer block = ByteBuffer.allocateDirect(MEBIBYTE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            for (int i = 0; i < WRITTEN_MEBIBYTES; i++) {
                block.clear();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            channel.force(false);
            return WRITTEN_MEBIBYTES * (double) MEBIBYTE / 1e6 / seconds(begin);
        } finally {
            Files.delete(file);
        }
    }

    private static double syncs(Path folder) throws IOException {
        Path file = folder.resolve("floor-sync");
        ByteBuffer block = ByteBuffer.allocateDirect(PAGE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long begin = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - begin < LOOK_NANOS) {
                block.clear();
                channel.write(block, count % 1024 * PAGE);
                channel.force(false);
                count++;
            }
            return count / seconds(begin);
        } finally {
            Files.delete(file);
        }
    }

    private static double copyGigabytes() {
        byte[] from = new byte[COPIED];
        byte[] to = new byte[COPIED];
        long begin = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - begin < LOOK_NANOS) {
            System.arraycopy(from, 0, to, 0, COPIED);
            count++;
        }
        return count * (double) COPIED / 1e9 / seconds(begin);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
