package org.chama.itests.node;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.chama.generator.Emission;
import org.chama.generator.Encoding;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;

/** What a legacy system of the tests sends, and what its open copy must show: masked here by code that shares nothing with the masks. */
public enum Sample {
    /** The example's dataset: two persons a record, GB18030 with Chinese headings. */
    MARRIAGE(
            "civil-affairs",
            "marriage-registration",
            "gb18030",
            Path.of("../examples/civil-affairs/etc/datasets/marriage-registration.json"),
            new Emission(dirty(Recipe.of(Kind.MARRIAGE).withEncoding(Encoding.GB18030)), true, false),
            "i1, i2, i3, i4, i5, i6, i7, i8",
            "i1, i2, i4, i6, i7, i8",
            v -> new String[] {"", name(v[1]), name(v[3]), year(v[5]), v[6], phone(v[7])}),

    /** Persons of W1. */
    PERSON(
            "public-security",
            "population",
            "utf-8",
            Path.of("src/test/resources/datasets/population.json"),
            new Emission(dirty(Recipe.of(Kind.PERSON)), false, false),
            "i1, i2, i3, i4, i5, i6, i7, i8, i9, i10, i11, i12",
            "i1, i2, i4, i5, i6, i7, i8, i9, i10, i11, i12",
            v -> new String[] {
                v[0],
                name(v[1]),
                phone(v[3]),
                v[4].substring(0, 5) + "****0000",
                county(v[5]),
                "************" + v[6].substring(v[6].length() - 4),
                "***@example.com",
                v[8].substring(0, 2) + "*****",
                year(v[9]),
                v[10],
                v[11]
            });

    private static final Set<String> COMPOUND = Set.of("欧阳", "诸葛", "司马", "上官");
    private static final String SENTINEL = "哨";

    private final String department;
    private final String dataset;
    private final String charset;
    private final Path declaration;
    private final Emission emission;
    private final String shareColumns;
    private final String openColumns;
    private final UnaryOperator<String[]> shown;

    Sample(
            String department,
            String dataset,
            String charset,
            Path declaration,
            Emission emission,
            String shareColumns,
            String openColumns,
            UnaryOperator<String[]> shown) {
        this.department = department;
        this.dataset = dataset;
        this.charset = charset;
        this.declaration = declaration;
        this.emission = emission;
        this.shareColumns = shareColumns;
        this.openColumns = openColumns;
        this.shown = shown;
    }

    public String department() {
        return department;
    }

    public String dataset() {
        return dataset;
    }

    /** As the connector's {@code charset} names it. */
    public String charset() {
        return charset;
    }

    /** The declaration file of the dataset. */
    public Path declaration() {
        return declaration;
    }

    /** Rows of a seed of its own for each file: 1 % dirty, 0.5 % repeated. */
    Emission emission(int file) {
        return new Emission(emission.recipe().withSeed(Recipe.SEED + file), emission.titles(), false);
    }

    String shareColumns() {
        return shareColumns;
    }

    String openColumns() {
        return openColumns;
    }

    /** The values of a stored row as the open copy shows them. */
    UnaryOperator<String[]> shown() {
        return shown;
    }

    private static Recipe dirty(Recipe recipe) {
        return recipe.withDirty(0.01).withDuplicates(0.005);
    }

    private static String name(String name) {
        boolean compound = name.length() > 2 && COMPOUND.contains(name.substring(0, 2));
        return name.substring(0, compound ? 2 : 1) + "**";
    }

    private static String phone(String phone) {
        return phone.substring(0, 3) + "****" + phone.substring(7);
    }

    private static String year(String date) {
        return date.substring(0, 4);
    }

    /** The sentinel stands behind the county; the dirty ones begin with no place. */
    private static String county(String address) {
        int end = address.indexOf(SENTINEL);
        return end < 0 ? "***" : address.substring(0, end);
    }
}
