package org.chama.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Where the threads of a recorded node spent their time: samples of running code by thread, top frames and our nearest frame. */
final class Hottest {

    private static final int THREADS = 14;
    private static final int FRAMES = 14;

    private Hottest() {}

    private static final class Samples {
        private final Map<String, Integer> tops = new HashMap<>();
        private final Map<String, Integer> ours = new HashMap<>();
        private int count;

        void add(List<RecordedFrame> frames) {
            count++;
            if (!frames.isEmpty()) {
                tops.merge(name(frames.get(0)), 1, Integer::sum);
            }
            frames.stream()
                    .map(Samples::name)
                    .filter(name -> name.startsWith("org.chama"))
                    .findFirst()
                    .ifPresent(name -> ours.merge(name, 1, Integer::sum));
        }

        private static String name(RecordedFrame frame) {
            return frame.getMethod().getType().getName() + "."
                    + frame.getMethod().getName();
        }
    }

    static void print(Path recording, PrintStream out) throws IOException {
        Map<String, Samples> threads = new HashMap<>();
        int all = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                String type = event.getEventType().getName();
                boolean isNative = type.equals("jdk.NativeMethodSample");
                if ((isNative || type.equals("jdk.ExecutionSample")) && event.getStackTrace() != null) {
                    RecordedThread thread = event.getThread("sampledThread");
                    String name = (thread == null ? "?" : thread.getJavaName() + "").replaceAll("\\d+", "N");
                    threads.computeIfAbsent(name + (isNative ? " (in native code)" : ""), key -> new Samples())
                            .add(event.getStackTrace().getFrames());
                    all++;
                }
            }
        }
        out.println(all + " samples");
        threads.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue().count))
                .limit(THREADS)
                .forEach(entry -> {
                    out.println("\n## " + entry.getKey() + ": " + entry.getValue().count);
                    out.println("top frames");
                    print(entry.getValue().tops, entry.getValue().count, out);
                    out.println("nearest frame of ours");
                    print(entry.getValue().ours, entry.getValue().count, out);
                });
    }

    private static void print(Map<String, Integer> counts, int of, PrintStream out) {
        counts.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue()))
                .limit(FRAMES)
                .forEach(entry -> out.println(
                        String.format(Locale.ROOT, "  %5.1f %% %s", 100.0 * entry.getValue() / of, entry.getKey())));
    }
}
