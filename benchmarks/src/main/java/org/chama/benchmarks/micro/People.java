package org.chama.benchmarks.micro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.BatchId;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.Subject;
import org.chama.api.dataset.SubjectKind;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.BatchReader;
import org.chama.formats.BatchWriter;
import org.chama.formats.RecordReaders;
import org.chama.generator.Column;
import org.chama.generator.Emission;
import org.chama.generator.Format;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;

/** A batch of clean persons in the forms a batch has on its way. */
final class People {

    static final int ROWS = 4_000;

    private static final FileProfile CSV = new FileProfile(FileProfile.Format.CSV, FileProfile.Charset.UTF_8, ',', "");

    private People() {}

    static Dataset dataset() {
        List<Item> items = new ArrayList<>();
        for (Column column : Kind.PERSON.columns()) {
            ItemType type =
                    switch (column.name()) {
                        case "seq", "income" -> ItemType.INTEGER;
                        case "birth_date" -> ItemType.DATE;
                        case "update_time" -> ItemType.DATETIME;
                        default -> ItemType.CHARACTER;
                    };
            int length = type == ItemType.CHARACTER ? 200 : 0;
            items.add(new Item(
                    items.size() + 1, column.name(), column.title(), type, length, 0, false, Optional.empty(), false));
        }
        return new Dataset(
                "person",
                1,
                1,
                "306001/000001",
                "人口登记信息",
                "benchmark",
                List.of(new Subject(SubjectKind.NATURAL_PERSON, "citizen_id")),
                "",
                items,
                List.of(),
                Optional.empty(),
                WriteMode.APPEND,
                ShareType.CONDITIONAL,
                OpenType.UNCONDITIONAL,
                List.of(),
                Confidentiality.NONE);
    }

    static byte[] file(Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Emission.of(Recipe.of(Kind.PERSON).withFormat(format)).write(0, ROWS, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static RecordReader csv(byte[] file, Dataset dataset) throws IOException {
        return RecordReaders.open(new ByteArrayInputStream(file), CSV, dataset);
    }

    static RecordReader reader(byte[] file, Dataset dataset) throws IOException {
        return RecordReaders.open(new ByteArrayInputStream(file), FileProfile.AUTO, dataset);
    }

    /** The batch on the wire. */
    static byte[] wire(Dataset dataset) {
        BatchWriter batch = new BatchWriter(dataset);
        batch.begin(new BatchId(1, 0));
        RawRecord record = new RawRecord(dataset.items().size());
        try (RecordReader reader = csv(file(Format.CSV), dataset)) {
            while (reader.next(record) == RecordReader.Step.RECORD && !batch.add(record)) {
                // until the batch has reached its cut
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer body = batch.finish();
        return Arrays.copyOf(body.array(), body.limit());
    }

    static Rows rows(Dataset dataset) {
        byte[] body = wire(dataset);
        return BatchReader.read(body, body.length).rows();
    }
}
