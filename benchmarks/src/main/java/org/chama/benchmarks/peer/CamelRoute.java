package org.chama.benchmarks.peer;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ThreadPoolBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/**
 * A bare Camel route: file, streaming split by record (an iterator over the CSV, as {@code unmarshal().csv()} with lazy loading
 * gives), {@code camel-sql}. Either an insert per record, committed by itself, or 1,000 records aggregated to one batched insert
 * in a transaction. Groups are stored by a thread of their own behind a bounded queue (whoever finds it full stores by himself):
 * parsing and storing overlap, and the heap is not filled as with the aggregator's own unbounded queue. No retries, no idempotent
 * repository, no checks.
 */
final class CamelRoute implements Load {

    private static final int GROUP = 1_000;
    private static final int POLL_MILLIS = 50;
    private static final int QUEUED_GROUPS = 4;
    private static final long PATIENCE_SECONDS = 300;
    private static final long LEAST_ROWS_A_SECOND = 1_000;
    private static final String ROWS = "rows";

    private final boolean aggregated;

    CamelRoute(boolean aggregated) {
        this.aggregated = aggregated;
    }

    @Override
    public long run(Target target) throws Exception {
        Path folder = Files.createTempDirectory(target.file().getParent(), "camel-");
        Path staged = folder.resolve(".staged");
        Files.createLink(staged, target.file());
        CountDownLatch done = new CountDownLatch(1);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("pool", target.pool());
            context.getRegistry()
                    .bind("required", new SpringTransactionPolicy(new DataSourceTransactionManager(target.pool())));
            ExecutorService storing = new ThreadPoolBuilder(context)
                    .poolSize(1)
                    .maxPoolSize(1)
                    .maxQueueSize(QUEUED_GROUPS)
                    .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                    .build("storing");
            context.addRoutes(routes(target, folder, storing, done));
            context.start();
            long begin = System.nanoTime();
            Files.move(staged, folder.resolve("person.csv"), StandardCopyOption.ATOMIC_MOVE);
            if (!done.await(PATIENCE_SECONDS + target.rows() / LEAST_ROWS_A_SECOND, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the route did not end");
            }
            return System.nanoTime() - begin;
        } finally {
            Files.deleteIfExists(folder.resolve("person.csv"));
            Files.deleteIfExists(staged);
            Files.deleteIfExists(folder);
        }
    }

    private RouteBuilder routes(Target target, Path folder, ExecutorService storing, CountDownLatch done) {
        AtomicLong stored = new AtomicLong();
        String insert = "sql:" + target.insert(i -> ":#i" + (i + 1), ":#arrival", ":#position") + "?dataSource=#pool";
        return new RouteBuilder() {
            @Override
            public void configure() {
                SplitDefinition split = from("file:" + folder + "?noop=true&readLock=none&initialDelay=0&delay="
                                + POLL_MILLIS)
                        .process(CamelRoute::open)
                        .split(body())
                        .streaming();
                if (aggregated) {
                    split.aggregate(constant(true), AggregationStrategies.groupedBody())
                            .completionSize(GROUP)
                            .completionPredicate(exchangeProperty(Exchange.SPLIT_COMPLETE))
                            .eagerCheckCompletion()
                            .executorService(storing)
                            .to("direct:store");
                } else {
                    split.to("direct:store");
                }

                RouteDefinition store = from("direct:store")
                        .process(exchange -> exchange.setProperty(ROWS, rows(exchange)))
                        .to(aggregated ? "direct:transaction" : insert);
                if (target.needsCheckpoint()) {
                    store.to("sql:checkpoint sync?dataSource=#pool");
                }
                store.process(exchange -> {
                    if (stored.addAndGet(exchange.getProperty(ROWS, Integer.class)) == target.rows()) {
                        done.countDown();
                    }
                });
                if (aggregated) {
                    from("direct:transaction").transacted().to(insert + "&batch=true");
                }
            }
        };
    }

    private static int rows(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof List<?> group ? group.size() : 1;
    }

    private static void open(Exchange exchange) throws Exception {
        CsvReader<CsvRecord> reader = CsvReader.builder()
                .ofCsvRecord(exchange.getMessage().getBody(File.class).toPath());
        Iterator<CsvRecord> records = reader.iterator();
        records.next();
        exchange.getMessage().setBody(new Iterator<Map<String, Object>>() {
            private long position;

            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                return Target.named(++position, records.next());
            }
        });
    }
}
