package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.dataset.MaskRule;
import org.chama.api.dataset.WriteMode;
import org.chama.api.store.Job;
import org.chama.api.store.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetFilesTest {

    private static final AtomicInteger IDS = new AtomicInteger();

    private static final String MARRIAGE =
            """
            {"id":"ID","code":"306001/000001","title":"婚姻登记信息","department":"civil-affairs",
             "subjects":[{"kind":"NATURAL_PERSON","item":"husband_id"},{"kind":"NATURAL_PERSON","item":"wife_id"}],
             "writeMode":"UPSERT","shareType":"CONDITIONAL","openType":"UNCONDITIONAL",
             "key":["certificate_no"],"orderItem":"registered","checks":["marriage-age"],"confidentiality":"none",
             "items":[
              {"number":1,"name":"certificate_no","title":"证件编号","type":"C","length":32,"required":true,"mask":"suppress"},
              {"number":2,"name":"husband_id","title":"男方证件号码","type":"C","length":18,"required":true},
              {"number":3,"name":"wife_id","title":"女方证件号码","type":"C","length":18,"required":true},
              {"number":4,"name":"registered","title":"登记日期","type":"D","mask":"keep: 4,0 "},
              {"number":5,"name":"fee","title":"费用","type":"Y","length":10,"scale":2}]}
            """;

    @TempDir
    private Path folder;

    private final String id = "marriage-" + IDS.incrementAndGet();

    private String declared(UnaryOperator<String> change) {
        return change.apply(MARRIAGE.replace("\"ID\"", "\"" + id + "\""));
    }

    /** Puts a declaration that was there long before. */
    private void put(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        Files.setLastModifiedTime(
                file,
                FileTime.from(
                        Instant.now().minus(Duration.ofMinutes(5)).plusNanos(IDS.incrementAndGet() * 1_000_000L)));
    }

    private void put(UnaryOperator<String> change) throws IOException {
        put(id + ".json", declared(change));
    }

    private DatasetFiles files(Base base) {
        return new DatasetFiles(base.database(), folder);
    }

    private static void pollTwice(DatasetFiles files) throws IOException {
        files.poll();
        files.poll();
    }

    @ParameterizedTest
    @EnumSource
    void offersWhatAFileDeclaresWithItsTablesReady(Base base) throws IOException {
        put(text -> text);

        DatasetFiles files = files(base);

        Dataset dataset = files.find(id).orElseThrow();
        assertThat(files.all()).contains(dataset);
        assertThat(files.find(dataset.number(), 1)).contains(dataset);
        assertThat(dataset.version()).isEqualTo(1);
        assertThat(dataset.title()).isEqualTo("婚姻登记信息");
        assertThat(dataset.writeMode()).isEqualTo(WriteMode.UPSERT);
        assertThat(dataset.key()).containsExactly("certificate_no");
        assertThat(dataset.orderItem()).contains("registered");
        assertThat(dataset.checks()).containsExactly("marriage-age");
        assertThat(dataset.subjects()).hasSize(2);
        assertThat(dataset.items().get(3).type()).isEqualTo(ItemType.DATE);
        assertThat(dataset.items().get(3).mask()).contains(new MaskRule("keep", "4,0"));
        assertThat(dataset.items().get(4).scale()).isEqualTo(2);
        assertThat(dataset.items().get(4).mask()).isEmpty();
        assertThat(base.store().count(Zone.SHARE, dataset)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void keepsNumberAndVersionOverAStart(Base base) throws IOException {
        put(text -> text);
        Dataset first = files(base).find(id).orElseThrow();

        DatasetFiles again = files(base);

        assertThat(again.find(id)).contains(first);
    }

    @ParameterizedTest
    @EnumSource
    void takesANewFileOnlyWhenItStaysTheSameFromOnePollToTheNext(Base base) throws IOException {
        DatasetFiles files = files(base);
        long revision = files.revision();
        put(text -> text.substring(0, 100));
        files.poll();
        put(text -> text);
        files.poll();
        assertThat(files.find(id)).isEmpty();
        assertThat(files.revision()).isEqualTo(revision);

        files.poll();

        assertThat(files.find(id)).isPresent();
        assertThat(files.revision()).isGreaterThan(revision);
    }

    @ParameterizedTest
    @EnumSource
    void makesACompatibleChangeANewVersionAndKeepsTheFormerFindable(Base base) throws IOException {
        put(text -> text);
        DatasetFiles files = files(base);
        Dataset first = files.find(id).orElseThrow();
        put(text -> text.replace("\"certificate_no\"", "\"certificate\"")
                .replace("\"length\":32", "\"length\":40")
                .replace(
                        "\"scale\":2}]",
                        "\"scale\":2},{\"number\":9,\"name\":\"note\",\"title\":\"备注\",\"type\":\"M\"}]"));

        pollTwice(files);

        Dataset second = files.find(id).orElseThrow();
        assertThat(second.number()).isEqualTo(first.number());
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.items()).hasSize(6);
        assertThat(files.find(first.number(), 1)).contains(first);
        assertThat(files.find(first.number(), 2)).contains(second);
        assertThat(files(base).find(first.number(), 1)).contains(first);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\":\"D\" | \"type\":\"T\" | type",
                "\"length\":32 | \"length\":31 | shorter",
                "\"scale\":2 | \"scale\":3 | scale",
                "\"mask\":\"suppress\" | \"mask\":\"keep\" | mask",
                "\"orderItem\":\"registered\", | `` | orderItem",
                "\"writeMode\":\"UPSERT\",|\"writeMode\":\"SNAPSHOT\",|writeMode",
                "\"key\":[\"certificate_no\"] | \"key\":[\"wife_id\"] | key",
                ",{\"number\":5,\"name\":\"fee\",\"title\":\"费用\",\"type\":\"Y\",\"length\":10,\"scale\":2} | `` | removed",
                "\"scale\":2} | \"scale\":2,\"required\":true} | required",
                "\"scale\":2}]|\"scale\":2},{\"number\":6,\"name\":\"n\",\"title\":\"新\",\"type\":\"M\",\"required\":true}]|new item",
            })
    void refusesAChangeTheTableCannotTake(String from, String to, String reason) throws IOException {
        Declaration former = Declaration.read(declared(text -> text)
                .replace("\n", "")
                .replaceAll(", +\\{", ",{")
                .getBytes("UTF-8"));
        String changed = declared(text -> text)
                .replace("\n", "")
                .replaceAll(", +\\{", ",{")
                .replace(from, to);
        if (reason.equals("writeMode")) {
            changed = changed.replace("\"orderItem\":\"registered\",", "");
        }
        byte[] next = changed.getBytes("UTF-8");
        Declaration wrong = Declaration.read(next);

        assertThat(wrong).isNotEqualTo(former);
        assertThatThrownBy(() -> Lift.check(former, wrong)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().code()).isEqualTo("dataset-incompatible");
            assertThat(e.refusal().text().en()).contains(reason);
            assertThat(e.refusal().text().zh()).isNotBlank();
        });
    }

    @Test
    void refusesToOpenWhatWasClosedAndLetsWhatIsOpenBeClosed() throws IOException {
        Declaration open = Declaration.read(declared(text -> text).getBytes("UTF-8"));
        Declaration closed = Declaration.read(
                declared(text -> text.replace("\"openType\":\"UNCONDITIONAL\"", "\"openType\":\"CONDITIONAL\""))
                        .getBytes("UTF-8"));

        Lift.check(open, closed);
        assertThatThrownBy(() -> Lift.check(closed, open)).isInstanceOf(RefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheFormerVersionWhenAFileBecomesWrong(Base base) throws IOException {
        put(text -> text);
        DatasetFiles files = files(base);
        Dataset first = files.find(id).orElseThrow();

        put(text -> text.replace("\"type\":\"D\"", "\"type\":\"T\""));
        pollTwice(files);
        assertThat(files.find(id)).contains(first);

        put(text -> text + "}");
        pollTwice(files);
        assertThat(files.find(id)).contains(first);
        assertThat(files(base).find(id)).contains(first);

        put(text -> text.replace("婚姻登记信息", "婚姻登记"));
        pollTwice(files);
        assertThat(files.find(id)).map(Dataset::title).contains("婚姻登记");
    }

    @ParameterizedTest
    @EnumSource
    void takesNothingOfASecretDatasetAndWithdrawsOneThatBecomesSecret(Base base) throws IOException {
        put(text -> text.replace("\"confidentiality\":\"none\"", "\"confidentiality\":\"secret\""));
        DatasetFiles files = files(base);
        pollTwice(files);
        assertThat(files.find(id)).isEmpty();
        assertThat(rows(base, "select count(*) from chama.dataset where id = '" + id + "'"))
                .isZero();

        put(text -> text);
        pollTwice(files);
        Dataset dataset = files.find(id).orElseThrow();

        put(text -> text.replace("\"confidentiality\":\"none\"", "\"confidentiality\":\"top-secret\""));
        pollTwice(files);
        assertThat(files.find(id)).isEmpty();
        assertThat(files(base).find(id)).isEmpty();
        assertThat(rows(base, "select count(*) from chama.dataset_version where number = " + dataset.number()))
                .isEqualTo(1);
    }

    private static int rows(Base base, String count) {
        return base.database().read(connection -> {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(count)) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anItemThatBecomesEncryptedMakesANewVersionAndAJob(Base base) throws IOException {
        put(text -> text);
        DatasetFiles files = files(base);
        put(text -> text.replace("\"length\":32", "\"length\":32,\"encrypted\":true"));
        pollTwice(files);

        Dataset second = files.find(id).orElseThrow();
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.items()).extracting(Item::encrypted).containsExactly(true, false, false, false, false);
        assertThat(base.store().jobs()).anySatisfy(job -> {
            assertThat(job.dataset()).isEqualTo(id);
            assertThat(job.purpose()).isEqualTo(Job.Purpose.MIGRATION);
            assertThat(job.ended()).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void withdrawsADatasetWhoseFileIsGoneAndTakesItBackUnderItsNumber(Base base) throws IOException {
        put(text -> text);
        DatasetFiles files = files(base);
        Dataset dataset = files.find(id).orElseThrow();
        Files.delete(folder.resolve(id + ".json"));
        files.poll();
        assertThat(files.find(id)).isPresent();

        files.poll();

        assertThat(files.find(id)).isEmpty();
        assertThat(files.all()).doesNotContain(dataset);
        assertThat(files.find(dataset.number(), 1)).contains(dataset);
        put(text -> text);
        pollTwice(files);
        assertThat(files.find(id)).contains(dataset);
    }

    @ParameterizedTest
    @EnumSource
    void neverGivesAnIdToAnotherDepartment(Base base) throws IOException {
        put(text -> text);
        Dataset dataset = files(base).find(id).orElseThrow();
        Versions versions = new Versions(base.database());
        Declaration other = Declaration.read(declared(text -> text.replace("civil-affairs", "public-security"))
                .getBytes("UTF-8"));

        assertThatThrownBy(() -> versions.register(other))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo("dataset-department"));
        assertThat(files(base).find(id)).contains(dataset);
    }

    @ParameterizedTest
    @EnumSource
    void givesTwoNodesThatTakeOneFileTheSameNumberAndVersion(Base base) throws IOException {
        // the tables of this module
        base.store();
        Declaration declaration = Declaration.read(declared(text -> text).getBytes("UTF-8"));
        CompletableFuture<Dataset> one =
                CompletableFuture.supplyAsync(() -> new Versions(base.database()).register(declaration));
        CompletableFuture<Dataset> other =
                CompletableFuture.supplyAsync(() -> new Versions(base.database()).register(declaration));

        assertThat(one.join()).isEqualTo(other.join());
    }

    @ParameterizedTest
    @EnumSource
    void learnsOfVersionsOtherNodesMade(Base base) throws IOException {
        DatasetFiles files = files(base);
        Dataset made = new Versions(base.database())
                .register(Declaration.read(declared(text -> text).getBytes("UTF-8")));
        assertThat(files.find(made.number(), 1)).isEmpty();

        files.poll();

        assertThat(files.find(made.number(), 1)).contains(made);
        assertThat(files.find(id)).isEmpty();
    }

    @Test
    void refusesAFileThatIsNotNamedAfterItsDataset() throws IOException {
        put("other.json", declared(text -> text));

        assertThat(files(Base.H2).find(id)).isEmpty();
    }

    @Test
    void seesANewFileByItself() throws IOException {
        DatasetFiles.Settings settings = new DatasetFiles.Settings() {
            @Override
            public Class<DatasetFiles.Settings> annotationType() {
                return DatasetFiles.Settings.class;
            }

            @Override
            public String folder() {
                return folder.toString();
            }

            @Override
            public int poll_seconds() {
                return 1;
            }
        };
        DatasetFiles files = new DatasetFiles(Base.H2.database(), settings);
        try {
            put(text -> text);
            Datasets datasets = files;
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> datasets.find(id)
                    .isPresent());
        } finally {
            files.stop();
        }
    }

    @Test
    void offersNothingFromAnEmptyFolder() {
        DatasetFiles files = files(Base.H2);
        assertThat(files.find("nothing")).isEqualTo(Optional.empty());
    }
}
