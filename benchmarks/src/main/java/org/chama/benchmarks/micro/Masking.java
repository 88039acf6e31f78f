package org.chama.benchmarks.micro;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.chama.desensitization.AddressMask;
import org.chama.desensitization.BankCardMask;
import org.chama.desensitization.DateYearMask;
import org.chama.desensitization.EmailMask;
import org.chama.desensitization.LandlineMask;
import org.chama.desensitization.NameMask;
import org.chama.desensitization.PhoneMask;
import org.chama.desensitization.PlateMask;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One mask by its column, and the eight of a person's open row ({@code row}). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Masking {

    private static final Map<String, Mask> MASKS = Map.of(
            "name", new NameMask(),
            "phone", new PhoneMask(),
            "landline", new LandlineMask(),
            "address", new AddressMask(),
            "bank_card", new BankCardMask(),
            "email", new EmailMask(),
            "plate", new PlateMask(),
            "birth_date", new DateYearMask());

    private final Dataset dataset = People.dataset();
    private final Rows rows = People.rows(dataset);
    private final Bytes into = new Bytes();
    private int row;

    @Param({"name", "phone", "landline", "address", "bank_card", "email", "plate", "birth_date", "row"})
    public String column;

    private int[] columns = {};
    private MaskFunction[] masks = {};

    @Setup
    public void compile() {
        List<String> names = column.equals("row") ? List.copyOf(MASKS.keySet()) : List.of(column);
        columns = names.stream().mapToInt(dataset::indexOf).toArray();
        masks = names.stream()
                .map(name -> MASKS.get(name).compile(dataset.item(name).orElseThrow(), ""))
                .toArray(MaskFunction[]::new);
    }

    @Benchmark
    public int mask() {
        row = row + 1 < rows.count() ? row + 1 : 0;
        int bytes = 0;
        for (int i = 0; i < masks.length; i++) {
            into.clear();
            masks[i].apply(rows.data(), rows.start(row, columns[i]), rows.length(row, columns[i]), into);
            bytes += into.size();
        }
        return bytes;
    }
}
