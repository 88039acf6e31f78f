package org.chama.camel.host;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.StreamArrival;

/** A hub that notes what it is given and answers what it is told. */
final class FakeIntake implements Intake {

    /** A document it was given. */
    record Document(StreamArrival arrival, byte[] content) {}

    final List<FileArrival> files = new CopyOnWriteArrayList<>();
    final List<Document> documents = new CopyOnWriteArrayList<>();
    volatile Supplier<Outcome> answer = FakeIntake::received;

    static Outcome received() {
        return new Outcome.Received(new Receipt(1, 1, 0, List.of(), false));
    }

    @Override
    public Outcome file(FileArrival arrival) {
        files.add(arrival);
        return answer.get();
    }

    @Override
    public Outcome stream(StreamArrival arrival, InputStream content) throws IOException {
        documents.add(new Document(arrival, content.readAllBytes()));
        return answer.get();
    }

    @Override
    public Outcome call(CallArrival arrival, Function<Dataset, RecordReader> records) {
        throw new UnsupportedOperationException("a route makes no calls");
    }
}
