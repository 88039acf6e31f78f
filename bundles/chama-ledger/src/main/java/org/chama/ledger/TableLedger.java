package org.chama.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.ledger.Line;
import org.chama.api.notices.Alarms;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.ExportWriter;
import org.chama.ledger.verifier.Outcome;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in tables: lines wait in one and are sealed into another, which like the blocks is only ever added to. */
@Component(service = Ledger.class, immediate = true)
public final class TableLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableLedger.class);
    private static final int MOST_HEADS = 1_000;

    private final Database database;
    private final Crypto crypto;
    private final Time time;
    private final LastHead head;
    private final Sealer sealer;
    private final Finder finder;

    /** Taken only while it is used: whoever offers it writes ledger lines itself. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ComponentServiceObjects<Alarms> alarms;

    /** For archive files; they need the ledger themselves. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile ComponentServiceObjects<Archives> archives;

    /** Begins to seal; the last head is remembered beside the key store. */
    @Activate
    public TableLedger(
            BundleContext context, @Reference Database database, @Reference Leases leases, @Reference Crypto crypto) {
        this(
                database,
                leases,
                crypto,
                new DatabaseTime(database, Clock.systemUTC()),
                Optional.of(Path.of(Optional.ofNullable(context.getProperty("karaf.data"))
                                .orElse("data"))
                        .resolve("keys/ledger-head")));
        sealer.start();
    }

    /** Begins to seal; the last head is remembered as long as this instance lives. */
    public TableLedger(Database database, Leases leases, Crypto crypto) {
        this(database, leases, crypto, new DatabaseTime(database, Clock.systemUTC()), Optional.empty());
        sealer.start();
    }

    /** Seals only when it is asked to. */
    TableLedger(Database database, Leases leases, Crypto crypto, Time time, Optional<Path> head) {
        this.database = database;
        this.crypto = crypto;
        this.time = time;
        this.head = new LastHead(head);
        database.migrate("ledger", TableLedger.class.getClassLoader());
        this.finder = new Finder(database);
        this.sealer = new Sealer(database, leases, crypto, time, this.head, new Telling());
    }

    /** Ends sealing; what waits is sealed by another node or after the next start. */
    @Override
    @Deactivate
    public void close() {
        sealer.close();
    }

    Sealer sealer() {
        return sealer;
    }

    @Override
    public void append(Connection transaction, List<Entry> entries) throws SQLException {
        if (!entries.isEmpty()) {
            Pending.append(transaction, time.now(), entries);
        }
    }

    @Override
    public List<Line> about(String about, int limit) {
        return finder.about(about, limit);
    }

    @Override
    public Listing<Line> lines(Selection selection, Optional<String> after, int limit) {
        return finder.lines(selection, after, limit);
    }

    /** Up to the last one this node knows to be on disk, and remembers. */
    @Override
    public List<Head> heads(int limit) {
        int most = Math.max(1, Math.min(limit, MOST_HEADS));
        return head.known().map(k -> database.read(c -> Blocks.newest(c, k.block(), most))).stream()
                .flatMap(List::stream)
                .map(Sealed::head)
                .toList();
    }

    @Override
    public void export(long fromBlock, OutputStream into) throws IOException {
        if (fromBlock < 1) {
            throw new RefusedException("bad-block", "台账的块号从 1 开始。", "Blocks of the ledger are numbered from 1.");
        }
        ExportWriter writer = new ExportWriter(into);
        writer.begin(fromBlock, 0, "");
        new Walk(database).visit(fromBlock, Long.MAX_VALUE, new Written(writer));
        writer.end();
    }

    @Override
    public Verification verify() {
        return verify(head.known().map(k -> Map.of(k.block(), k.hash())).orElse(Map.of()));
    }

    Verification verify(Map<Long, byte[]> heads) {
        Checked checked = new Checked(crypto, 1, heads);
        try {
            new Walk(database).visit(1, Long.MAX_VALUE, checked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Outcome outcome = checked.finish();
        Optional<Head> last = outcome.lastBlock() == 0
                ? Optional.empty()
                : database.read(c -> Blocks.range(c, outcome.lastBlock(), outcome.lastBlock(), 1)).stream()
                        .map(Sealed::head)
                        .findFirst();
        return new Verification(
                outcome.blocks(),
                outcome.lines(),
                outcome.finding().map(f -> new Text(f.zh(), f.en())).or(this::archiveFinding),
                last);
    }

    private Optional<Text> archiveFinding() {
        return database.read(ArchiveTable::finding).or(this::archiveFileFinding);
    }

    private Optional<Text> archiveFileFinding() {
        ComponentServiceObjects<Archives> objects = archives;
        Archives service = objects == null ? null : objects.getService();
        if (service == null) {
            return Optional.empty();
        }
        try {
            return service instanceof ArchiveFiles files ? files.finding() : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            objects.ungetService(service);
        }
    }

    /** Tells by an alarm, when somebody takes alarms; the log has it anyhow. */
    private final class Telling implements Sealer.Alert {

        @Override
        public boolean raise(String key, Text text) {
            return use(to -> to.raise(key, "", text));
        }

        @Override
        public boolean clear(String key) {
            return use(to -> to.clear(key));
        }

        private boolean use(Consumer<Alarms> work) {
            ComponentServiceObjects<Alarms> objects = alarms;
            Alarms service = objects == null ? null : objects.getService();
            if (service == null) {
                return false;
            }
            try {
                work.accept(service);
                return true;
            } catch (RuntimeException e) {
                LOG.warn("an alarm of the ledger was not taken: {}", e.getMessage());
                return false;
            } finally {
                objects.ungetService(service);
            }
        }
    }
}
