package org.chama.connector.soap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.chama.api.Refusal;
import org.chama.api.batch.Action;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;

/** Gives the records of a call to the hub and judges their content form: known fields, each once, a record of bounded size. */
final class CallRecords implements RecordReader {

    private static final int LARGEST = 1 << 20;
    private static final int RAW = 4096;

    private final Dataset dataset;
    private final Records records;
    private final int[] columns;
    private int record;

    /** @param dataset the version the arrival pins */
    CallRecords(Dataset dataset, Records records) {
        this.dataset = dataset;
        this.records = records;
        this.columns = columns();
    }

    @Override
    public Step next(RawRecord into) {
        if (record == records.count()) {
            return Step.END;
        }
        int current = record++;
        into.begin(current + 1L, records.line(current));
        into.action(records.action(current));
        into.sourceBytes(records.bytes(current));
        if (records.bytes(current) > LARGEST) {
            return refuse(into, "", "record-size", "该记录超过 1 MiB 的上限", "the record is larger than 1 MiB");
        }
        if (records.action(current) == Action.DELETE && dataset.writeMode() != WriteMode.UPSERT) {
            return refuse(into, "", "record-action", "该资源不是更新型，不接受 DELETE", "only UPSERT datasets take DELETE");
        }
        return fill(into, current);
    }

    @Override
    public void close() {
        // holds nothing but memory
    }

    private Step fill(RawRecord into, int current) {
        Records.Fields fields = records.fields(current);
        for (int nth = 1; fields.next(); nth++) {
            int column = columns[fields.name()];
            if (column < 0) {
                return refuse(
                        into,
                        "",
                        "record-unknown",
                        "第 " + nth + " 个 field 的 name 不是该资源的信息项",
                        "the name of field " + nth + " is no item of the dataset");
            }
            if (into.length(column) >= 0) {
                String item = dataset.items().get(column).name();
                return refuse(
                        into,
                        item,
                        "record-duplicate",
                        "第 " + nth + " 个 field 重复了信息项 " + item,
                        "field " + nth + " gives item " + item + " again");
            }
            into.set(column, fields.data(), fields.start(), fields.length());
        }
        return Step.RECORD;
    }

    private Step refuse(RawRecord into, String item, String code, String zh, String en) {
        into.refuse(
                Refusal.of(code, "第 " + into.line() + " 行：" + zh, "line " + into.line() + ": " + en),
                item,
                raw(record - 1));
        return Step.REFUSED;
    }

    /** What was found, a line a field, cut to 4 KiB at a character. */
    private byte[] raw(int current) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(256);
        Records.Fields fields = records.fields(current);
        while (text.size() <= RAW && fields.next()) {
            text.writeBytes(records.names().get(fields.name()).getBytes(StandardCharsets.UTF_8));
            text.write('=');
            text.write(fields.data(), fields.start(), Math.min(fields.length(), RAW + 1));
            text.write('\n');
        }
        byte[] bytes = text.toByteArray();
        int end = Math.min(bytes.length, RAW);
        while (end < bytes.length && end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private int[] columns() {
        List<String> names = records.names();
        int[] found = new int[names.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = column(names.get(i));
        }
        return found;
    }

    private int column(String name) {
        int byName = dataset.indexOf(name);
        if (byName >= 0) {
            return byName;
        }
        List<Item> items = dataset.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).title().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
