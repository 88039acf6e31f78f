package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.chama.api.batch.Action;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader.Step;
import org.junit.jupiter.api.Test;

class RecordsTest {

    @Test
    void givesBackWhatWentInInUtf8() {
        String longest = "值𠮷é".repeat(10_000);
        Records.Builder builder = new Records.Builder("vehicles", 0);
        add(builder, "plate", "云A00001", "owner", longest);
        add(builder, "owner", "", "plate", "x");

        Records records = builder.build();

        assertThat(records.count()).isEqualTo(2);
        assertThat(records.names()).containsExactly("plate", "owner");
        Records.Fields fields = records.fields(0);
        fields.next();
        fields.next();
        assertThat(new String(fields.data(), fields.start(), fields.length(), StandardCharsets.UTF_8))
                .isEqualTo(longest);
        assertThat(fields.next()).isFalse();
        Records.Fields second = records.fields(1);
        assertThat(second.next()).isTrue();
        assertThat(second.name()).isEqualTo(1);
        assertThat(second.length()).isZero();
    }

    @Test
    void digestTellsContentApartAndIgnoresWhereItStood() {
        String first = digest("vehicles", 1, "plate", "a", "owner", "b");

        assertThat(first).hasSize(64).isEqualTo(digest("vehicles", 9, "plate", "a", "owner", "b"));
        assertThat(first)
                .isNotEqualTo(digest("vehicles", 1, "plate", "ab", "owner", ""))
                .isNotEqualTo(digest("vehicles", 1, "owner", "b", "plate", "a"))
                .isNotEqualTo(digest("vehicles", 1, "plate", "a", "owne", "rb"))
                .isNotEqualTo(digest("vehicle", 1, "splate", "a", "owner", "b"));
    }

    @Test
    void refusesHalfACharacter() {
        Records.Builder builder = new Records.Builder("vehicles", 0);
        builder.begin(1, Action.PUT);

        assertThatThrownBy(() -> builder.field("plate", new char[] {'\ud83d'}, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsAtMostFourKibibytesOfARefusedRecordCutAtACharacter() {
        Dataset dataset = Fakes.dataset("vehicles", 1, WriteMode.UPSERT, "plate", "号牌");
        Records.Builder builder = new Records.Builder("vehicles", 0);
        add(builder, "other", "值".repeat(60_000));
        CallRecords reader = new CallRecords(dataset, builder.build());
        RawRecord record = new RawRecord(1);

        assertThat(reader.next(record)).isEqualTo(Step.REFUSED);
        assertThat(record.refusal().code()).isEqualTo("record-unknown");
        assertThat(record.raw().length).isBetween(4093, 4096);
        assertThat(new String(record.raw(), StandardCharsets.UTF_8))
                .startsWith("other=值")
                .doesNotContain("\ufffd");
        assertThat(reader.next(record)).isEqualTo(Step.END);
    }

    @Test
    void refusesARecordOfMoreThanAMebibyteAlone() {
        String[] namesAndTitles = new String[40];
        String[] namesAndValues = new String[40];
        for (int i = 0; i < 40; i += 2) {
            namesAndTitles[i] = "i" + i;
            namesAndTitles[i + 1] = "标题" + i;
            namesAndValues[i] = "i" + i;
            namesAndValues[i + 1] = "x".repeat(60_000);
        }
        Dataset dataset = Fakes.dataset("vehicles", 1, WriteMode.UPSERT, namesAndTitles);
        Records.Builder builder = new Records.Builder("vehicles", 0);
        add(builder, namesAndValues);
        add(builder, "i0", "x");
        CallRecords reader = new CallRecords(dataset, builder.build());
        RawRecord record = new RawRecord(20);

        assertThat(reader.next(record)).isEqualTo(Step.REFUSED);
        assertThat(record.refusal().code()).isEqualTo("record-size");
        assertThat(reader.next(record)).isEqualTo(Step.RECORD);
        assertThat(record.position()).isEqualTo(2);
    }

    @Test
    void readsACallTakenUpAgainByTheVersionItWasClaimedUnder() {
        Dataset claimed = Fakes.dataset("vehicles", 1, WriteMode.UPSERT, "plate", "号牌");
        Dataset current = Fakes.dataset("vehicles", 2, WriteMode.UPSERT, "owner", "所有人", "plate", "号牌");
        Records.Builder builder = new Records.Builder("vehicles", 0);
        add(builder, "plate", "a");
        Records records = builder.build();

        RawRecord old = new RawRecord(1);
        assertThat(new CallRecords(claimed, records).next(old)).isEqualTo(Step.RECORD);
        assertThat(old.length(0)).isEqualTo(1);
        RawRecord fresh = new RawRecord(2);
        assertThat(new CallRecords(current, records).next(fresh)).isEqualTo(Step.RECORD);
        assertThat(fresh.length(0)).isEqualTo(-1);
        assertThat(fresh.length(1)).isEqualTo(1);
    }

    private static String digest(String dataset, int line, String... namesAndValues) {
        Records.Builder builder = new Records.Builder(dataset, 0);
        builder.begin(line, Action.PUT);
        fields(builder, namesAndValues);
        builder.end();
        return builder.build().digest();
    }

    private static void add(Records.Builder builder, String... namesAndValues) {
        builder.begin(1, Action.PUT);
        fields(builder, namesAndValues);
        builder.end();
    }

    private static void fields(Records.Builder builder, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            char[] value = namesAndValues[i + 1].toCharArray();
            builder.field(namesAndValues[i], value, value.length);
        }
    }
}
