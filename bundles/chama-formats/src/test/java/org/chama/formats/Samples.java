package org.chama.formats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.batch.Action;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.OpenType;
import org.chama.api.dataset.ShareType;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.api.intake.RecordReader.Step;

/** Datasets, sources and what readers made of them. */
final class Samples {

    static final Charset GB18030 = Charset.forName("GB18030");

    private Samples() {}

    /** What a reader said of one record: its values, or its refusal. */
    record Seen(long position, long line, Action action, List<String> values, String code, String item, int bytes) {}

    static Item item(int number, String name, String title, ItemType type, boolean required) {
        return new Item(number, name, title, type, 0, 0, required, Optional.empty(), false);
    }

    static Dataset dataset(WriteMode mode, Item... items) {
        return dataset(Confidentiality.NONE, mode, items);
    }

    static Dataset dataset(Confidentiality confidentiality, WriteMode mode, Item... items) {
        return new Dataset(
                "people",
                7,
                3,
                "307001/000001",
                "人口",
                "police",
                List.of(),
                "a test",
                List.of(items),
                mode == WriteMode.UPSERT ? List.of(items[0].name()) : List.of(),
                Optional.empty(),
                mode,
                ShareType.UNCONDITIONAL,
                OpenType.WITHHELD,
                List.of(),
                confidentiality);
    }

    /** Three items: id (integer, required), name and note (text). */
    static Dataset three(WriteMode mode) {
        return dataset(
                mode,
                item(1, "id", "编号", ItemType.INTEGER, true),
                item(2, "name", "姓名", ItemType.CHARACTER, false),
                item(3, "note", "备注", ItemType.MEMO, false));
    }

    static Dataset three() {
        return three(WriteMode.APPEND);
    }

    static Dataset columns(int count) {
        Item[] items = new Item[count];
        for (int i = 0; i < count; i++) {
            items[i] = item(i + 1, "c" + i, "列" + i, ItemType.CHARACTER, false);
        }
        return dataset(WriteMode.APPEND, items);
    }

    static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof byte[] data) {
                out.writeBytes(data);
            } else if (part instanceof Integer value) {
                out.write(value);
            } else {
                out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    static List<Seen> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), FileProfile.AUTO, three());
    }

    static List<Seen> read(byte[] data, FileProfile profile, Dataset dataset) throws IOException {
        try (RecordReader reader = RecordReaders.open(new ByteArrayInputStream(data), profile, dataset)) {
            return all(reader, dataset);
        }
    }

    static List<Seen> all(RecordReader reader, Dataset dataset) throws IOException {
        List<Seen> seen = new ArrayList<>();
        RawRecord record = new RawRecord(dataset.items().size());
        for (Step step = reader.next(record); step != Step.END; step = reader.next(record)) {
            seen.add(seen(step, record));
        }
        return seen;
    }

    static Seen seen(Step step, RawRecord record) {
        boolean good = step == Step.RECORD;
        List<String> values = new ArrayList<>();
        for (int i = 0; good && i < record.columns(); i++) {
            int length = record.length(i);
            values.add(length < 0 ? null : new String(record.data(), record.start(i), length, StandardCharsets.UTF_8));
        }
        return new Seen(
                record.position(),
                record.line(),
                record.action(),
                values,
                good ? "" : record.refusal().code(),
                good ? "" : record.item(),
                record.sourceBytes());
    }

    static FileProfile profile(FileProfile.Format format, FileProfile.Charset charset) {
        return new FileProfile(format, charset, '\0', "");
    }

    /** A stream that makes its bytes as they are read: a beginning, a unit many times, an end. */
    static InputStream repeated(String begin, String unit, long times, String end) {
        return new InputStream() {
            private byte[] part = begin.getBytes(StandardCharsets.UTF_8);
            private int at;
            private long left = times;

            @Override
            public int read() {
                while (at == part.length) {
                    if (left < 0) {
                        return -1;
                    }
                    part = (left-- > 0 ? unit : end).getBytes(StandardCharsets.UTF_8);
                    at = 0;
                }
                return part[at++] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = 0;
                while (count < length) {
                    int next = read();
                    if (next < 0) {
                        return count == 0 ? -1 : count;
                    }
                    into[offset + count++] = (byte) next;
                    int more = Math.min(length - count, part.length - at);
                    System.arraycopy(part, at, into, offset + count, more);
                    at += more;
                    count += more;
                }
                return count;
            }
        };
    }
}
