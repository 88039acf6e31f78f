package org.chama.connector.soap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.chama.api.Refusal;
import org.chama.api.access.Caller;
import org.chama.api.batch.BatchId;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.desk.ReleaseView;
import org.chama.api.desk.Trace;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.DoorRefusal;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.Receipt;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.StreamArrival;

/** A hub in memory, as the door sees it. */
final class Fakes {

    private Fakes() {}

    static Dataset dataset(String id, int version, WriteMode mode, String... namesAndTitles) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < namesAndTitles.length; i += 2) {
            items.add(new Item(
                    i / 2 + 1,
                    namesAndTitles[i],
                    namesAndTitles[i + 1],
                    ItemType.CHARACTER,
                    0,
                    0,
                    false,
                    Optional.empty(),
                    false));
        }
        return new Dataset(
                id,
                7,
                version,
                "307001/000001",
                "车辆",
                "police",
                List.of(),
                "test",
                items,
                List.of(),
                Optional.empty(),
                mode,
                ShareType.UNCONDITIONAL,
                OpenType.WITHHELD,
                List.of(),
                Confidentiality.NONE);
    }

    /** Datasets by id, in every version. */
    static final class Catalogue implements Datasets {
        private final Map<String, List<Dataset>> versions = new LinkedHashMap<>();

        Catalogue(Dataset... all) {
            for (Dataset dataset : all) {
                versions.computeIfAbsent(dataset.id(), id -> new ArrayList<>()).add(dataset);
            }
        }

        @Override
        public Optional<Dataset> find(String id) {
            return Optional.ofNullable(versions.get(id)).map(list -> list.get(list.size() - 1));
        }

        @Override
        public Optional<Dataset> find(int number, int version) {
            return versions.values().stream()
                    .flatMap(List::stream)
                    .filter(dataset -> dataset.number() == number && dataset.version() == version)
                    .findFirst();
        }

        @Override
        public List<Dataset> all() {
            return versions.keySet().stream().map(id -> find(id).orElseThrow()).toList();
        }

        @Override
        public long revision() {
            return 1;
        }
    }

    /** Claims calls and keeps their records. */
    static final class Hub implements Intake, Desk {
        private final Datasets datasets;
        private final AtomicLong numbers = new AtomicLong(40);
        private final Map<String, CallArrival> calls = new LinkedHashMap<>();
        private final Map<String, Receipt> receipts = new LinkedHashMap<>();
        private final List<String> rows = new ArrayList<>();
        private Optional<RuntimeException> outage = Optional.empty();

        Hub(Datasets datasets) {
            this.datasets = datasets;
        }

        /** Every call from now on fails so. */
        synchronized void fail(RuntimeException with) {
            outage = Optional.of(with);
        }

        synchronized void recover() {
            outage = Optional.empty();
        }

        /** Records taken: position, action and values, a null as {@code ~}. */
        synchronized List<String> rows() {
            return List.copyOf(rows);
        }

        synchronized List<CallArrival> calls() {
            return List.copyOf(calls.values());
        }

        @Override
        public Outcome file(FileArrival arrival) {
            throw new IllegalStateException("no files here");
        }

        @Override
        public Outcome stream(StreamArrival arrival, InputStream content) {
            throw new IllegalStateException("no streams here");
        }

        @Override
        public synchronized Outcome call(CallArrival arrival, Function<Dataset, RecordReader> records) {
            if (outage.isPresent()) {
                throw outage.get();
            }
            String key = arrival.client() + "/" + arrival.requestId();
            CallArrival before = calls.get(key);
            if (before != null) {
                if (!before.equals(arrival)) {
                    return new Outcome.Refused(
                            receipts.get(key).arrival(),
                            Refusal.of(
                                    "request-id-reused",
                                    "requestId 已用于其他内容",
                                    "the requestId was used for other content"));
                }
                Receipt first = receipts.get(key);
                return new Outcome.Received(
                        new Receipt(first.arrival(), first.received(), first.refused(), first.refusals(), true));
            }
            calls.put(key, arrival);
            Receipt receipt =
                    read(arrival, records.apply(datasets.find(arrival.dataset()).orElseThrow()));
            receipts.put(key, receipt);
            return new Outcome.Received(receipt);
        }

        private Receipt read(CallArrival arrival, RecordReader records) {
            int width = datasets.find(arrival.dataset()).orElseThrow().items().size();
            RawRecord record = new RawRecord(width);
            List<DoorRefusal> refused = new ArrayList<>();
            long received = 0;
            try {
                for (RecordReader.Step step = records.next(record);
                        step != RecordReader.Step.END;
                        step = records.next(record)) {
                    if (step == RecordReader.Step.REFUSED) {
                        refused.add(new DoorRefusal(record.position(), record.line(), record.item(), record.refusal()));
                    } else {
                        received++;
                        rows.add(text(record));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Receipt(numbers.incrementAndGet(), received, refused.size(), refused, false);
        }

        private static String text(RawRecord record) {
            StringBuilder text = new StringBuilder();
            text.append(record.position()).append(' ').append(record.action());
            for (int i = 0; i < record.columns(); i++) {
                text.append('|')
                        .append(
                                record.length(i) < 0
                                        ? "~"
                                        : new String(
                                                record.data(),
                                                record.start(i),
                                                record.length(i),
                                                StandardCharsets.UTF_8));
            }
            return text.toString();
        }

        @Override
        public synchronized Optional<ArrivalView> arrival(long number) {
            if (outage.isPresent()) {
                throw outage.get();
            }
            if (number == 7) {
                return Optional.of(view(number, "file", "vehicles/7", 1, 0));
            }
            return receipts.entrySet().stream()
                    .filter(entry -> entry.getValue().arrival() == number)
                    .findFirst()
                    .map(entry -> view(
                            number,
                            Publisher.SOURCE,
                            entry.getKey(),
                            entry.getValue().received(),
                            entry.getValue().refused()));
        }

        private static ArrivalView view(long number, String connector, String source, long received, long refused) {
            return new ArrivalView(
                    number,
                    "vehicles",
                    "police",
                    connector,
                    source,
                    ArrivalState.STORED,
                    0,
                    received,
                    refused,
                    received,
                    0,
                    0,
                    1,
                    1,
                    0,
                    OffsetDateTime.MIN,
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public Listing<QuarantinedRow> quarantine(Filter filter, Optional<String> after, int limit) {
            return new Listing<>(
                    !filter.reach().holds("police")
                            ? List.of()
                            : List.of(new QuarantinedRow(
                                    filter.arrival().orElseThrow(),
                                    2,
                                    9,
                                    "vehicles",
                                    "police",
                                    "door",
                                    "plate",
                                    Refusal.of("record-duplicate", "重复", "again"),
                                    "***",
                                    OffsetDateTime.MIN)),
                    Optional.empty());
        }

        @Override
        public Listing<ArrivalView> arrivals(Filter filter, Optional<String> after, int limit) {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public Listing<BatchView> batches(Filter filter, Optional<String> after, int limit) {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public Optional<Trace> trace(BatchId batch) {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public Optional<Trace> trace(long arrival, long line) {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public List<ReleaseView> releases() {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public void replay(BatchId batch, Caller caller, String reason) {
            throw new IllegalStateException("not asked by the door");
        }

        @Override
        public void decide(long arrival, boolean take, Caller caller, String reason) {
            throw new IllegalStateException("not asked by the door");
        }
    }
}
