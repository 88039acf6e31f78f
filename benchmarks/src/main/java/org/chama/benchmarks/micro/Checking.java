package org.chama.benchmarks.micro;

import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.chama.api.batch.Rows;
import org.chama.codes.CitizenId;
import org.chama.formats.Values;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a row's check is made of: the platform's own loop over it is not public. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Checking {

    private static final int CITIZEN_ID = 2;
    private static final int ADDRESS = 5;
    private static final int BIRTH_DATE = 9;
    private static final int INCOME = 10;
    private static final int UPDATE_TIME = 11;

    private final Rows rows = People.rows(People.dataset());
    private final long today = LocalDate.now().toEpochDay();
    private int row;

    @Benchmark
    public CitizenId.Finding citizenId() {
        int at = next();
        return CitizenId.check(rows.data(), rows.start(at, CITIZEN_ID), rows.length(at, CITIZEN_ID), today);
    }

    @Benchmark
    public long date() {
        int at = next();
        return Values.date(rows.data(), rows.start(at, BIRTH_DATE), rows.length(at, BIRTH_DATE));
    }

    @Benchmark
    public long datetime() {
        int at = next();
        return Values.datetime(rows.data(), rows.start(at, UPDATE_TIME), rows.length(at, UPDATE_TIME));
    }

    @Benchmark
    public long integer() {
        int at = next();
        return Values.integer(rows.data(), rows.start(at, INCOME), rows.length(at, INCOME));
    }

    @Benchmark
    public int codePoints() {
        int at = next();
        return Values.codePoints(rows.data(), rows.start(at, ADDRESS), rows.length(at, ADDRESS));
    }

    private int next() {
        row = row + 1 < rows.count() ? row + 1 : 0;
        return row;
    }
}
