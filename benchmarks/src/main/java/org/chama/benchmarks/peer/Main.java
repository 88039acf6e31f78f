package org.chama.benchmarks.peer;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Loads files into tables as it is told, one line an order, one line an answer. */
public final class Main {

    private static final Map<String, Load> LOADS = Map.of(
            "inserts", new BatchedInserts(),
            "camel-aggregate", new CamelRoute(true),
            "camel-record", new CamelRoute(false));

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            answers.println(answer(order.split("\t", -1), system));
        }
    }

    /** The target is closed when this returns: another process may open its database. */
    private static String answer(String[] order, OperatingSystemMXBean system) {
        try (Target target =
                new Target(order[1], order[2], order[3], order[4], Path.of(order[5]), Long.parseLong(order[6]))) {
            long cpu = system.getProcessCpuTime();
            long nanos = LOADS.get(order[0]).run(target);
            return "took\t" + nanos + "\t" + (system.getProcessCpuTime() - cpu);
        } catch (Exception e) {
            e.printStackTrace();
            return "failed\t" + e.toString().replace('\n', ' ');
        }
    }
}
