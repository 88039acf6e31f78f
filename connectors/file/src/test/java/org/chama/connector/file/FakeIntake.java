package org.chama.connector.file;

import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.StreamArrival;

/** A hub that notes the files it is given and does with them what the test says. */
final class FakeIntake implements Intake {

    final List<FileArrival> files = new CopyOnWriteArrayList<>();
    private volatile Function<FileArrival, Outcome> answer;

    FakeIntake(Function<FileArrival, Outcome> answer) {
        this.answer = answer;
    }

    void answer(Function<FileArrival, Outcome> newAnswer) {
        answer = newAnswer;
    }

    List<String> names() {
        return files.stream()
                .map(arrival -> arrival.file().getFileName().toString())
                .toList();
    }

    @Override
    public Outcome file(FileArrival arrival) {
        files.add(arrival);
        return answer.apply(arrival);
    }

    @Override
    public Outcome stream(StreamArrival arrival, InputStream content) {
        throw new UnsupportedOperationException("a dropped file is no stream");
    }

    @Override
    public Outcome call(CallArrival arrival, Function<Dataset, RecordReader> records) {
        throw new UnsupportedOperationException("a dropped file is no call");
    }
}
