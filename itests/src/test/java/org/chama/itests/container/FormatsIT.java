package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.chama.generator.Column;
import org.chama.generator.Emission;
import org.chama.generator.Encoding;
import org.chama.generator.Expected;
import org.chama.generator.Format;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;
import org.chama.generator.RowHash;
import org.chama.generator.Sentinel;
import org.junit.jupiter.api.Test;

/** Every format in every charset into every way of writing: what is stored is what the generator's oracle computed by itself. */
@InContainer
class FormatsIT {

    private static final int ROWS = 300;
    private static final List<Format> FORMATS = List.of(Format.CSV, Format.JSON, Format.JSON_LINES, Format.XML);

    private final Node node;

    FormatsIT(Node node) {
        this.node = node;
    }

    /** What was found of a table. */
    private record Found(long rows, long hash) {}

    @Test
    void anAppendDatasetHoldsEveryRowAsItWasSent() {
        String dataset = "population-append";
        Found before = share(dataset);
        Expected all = new Expected(0, 0, 0, 0, 0, 0, 0);
        List<String> names = new ArrayList<>();
        for (Emission emission : emissions(0.05, 0.03)) {
            String name = name(emission);
            long from = 10_000L + names.size() * ROWS;
            Expected[] one = new Expected[1];
            node.drop(dataset).file(name, out -> one[0] = emission.write(from, ROWS, out));
            all = all.plus(one[0]);
            names.add(name);
        }
        long notTaken = 0;
        for (String name : names) {
            JsonNode arrival = node.drop(dataset).ended(name);
            notTaken +=
                    arrival.get("refused").asLong() + arrival.get("rejected").asLong();
        }

        Found after = share(dataset);
        assertThat(after.rows() - before.rows()).isEqualTo(all.stored());
        assertThat(after.hash() - before.hash()).isEqualTo(all.hash());
        assertThat(notTaken).isEqualTo(all.check() + all.door()).isPositive();
        assertOpen(dataset, after.rows());
    }

    @Test
    void anUpsertDatasetHoldsOneRowAKey() {
        String dataset = "population-upsert";
        Expected all = new Expected(0, 0, 0, 0, 0, 0, 0);
        int number = 0;
        for (Emission emission : emissions(0.05, 0.03)) {
            long from = (long) number++ * ROWS;
            Expected[] one = new Expected[1];
            node.drop(dataset).take(name(emission), out -> one[0] = emission.write(from, ROWS, out));
            all = all.plus(one[0]);
        }

        assertThat(all.distinct()).isLessThan(all.stored());
        assertThat(share(dataset)).isEqualTo(new Found(all.distinct(), all.distinctHash()));
        assertOpen(dataset, all.distinct());
    }

    @Test
    void aSnapshotDatasetHoldsTheLatestFile() {
        String dataset = "population-snapshot";
        long from = 0;
        for (Emission emission : emissions(0.03, 0.02)) {
            long first = from;
            Expected[] one = new Expected[1];
            JsonNode arrival =
                    node.drop(dataset).take(name(emission), out -> one[0] = emission.write(first, ROWS, out));
            from += ROWS;

            assertThat(arrival.get("state").asText()).as(arrival.toString()).isEqualTo("STORED");
            assertThat(share(dataset)).isEqualTo(new Found(one[0].stored(), one[0].hash()));
            assertOpen(dataset, one[0].stored());
        }
    }

    /** Every format in every charset; the CSV files in GB18030 have Chinese headings. */
    private static List<Emission> emissions(double dirty, double duplicates) {
        List<Emission> emissions = new ArrayList<>();
        for (Format format : FORMATS) {
            for (Encoding encoding : Encoding.values()) {
                Recipe recipe = Recipe.of(Kind.PERSON)
                        .withFormat(format)
                        .withEncoding(encoding)
                        .withDirty(dirty)
                        .withDuplicates(duplicates);
                emissions.add(new Emission(recipe, encoding == Encoding.GB18030 && format != Format.XML, false));
            }
        }
        return emissions;
    }

    private static String name(Emission emission) {
        Recipe recipe = emission.recipe();
        return recipe.encoding() + "." + recipe.format().extension();
    }

    private Found share(String dataset) {
        List<Column> columns = Kind.PERSON.columns();
        long hash = 0;
        List<JsonNode> records = node.rest().share(dataset);
        for (JsonNode record : records) {
            String[] values = new String[columns.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = record.get(columns.get(i).name());
                values[i] = value.isNull() ? "" : value.asText();
            }
            hash += RowHash.of(values);
        }
        return new Found(records.size(), hash);
    }

    /** The open copy comes to the same rows, without subject identifiers and without one unmasked value. */
    private void assertOpen(String dataset, long rows) {
        await(dataset).until(() -> node.rest().open(dataset).size() == rows);
        List<JsonNode> open = node.rest().open(dataset);
        assertThat(open).noneMatch(record -> record.has("citizen_id"));
        String text = open.toString();
        assertThat(text).doesNotContain(Sentinel.HANZI, Sentinel.WORD, Sentinel.ZEROS);
    }
}
