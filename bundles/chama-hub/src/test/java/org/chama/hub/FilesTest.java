package org.chama.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.hub.TestHub.received;
import static org.chama.hub.TestHub.refused;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.WriteMode;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file. */
class FilesTest {

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        hub = new TestHub(folder).start();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void storesEveryRowExactlyAndArchivesTheFileWithAReport() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        String content =
                Sample.rows("1,茶马古道,1900-01-01 00:00:00", "2,\"a,\"\"b\"\"\nc\",", "3,,1988-04-17 02:30:00", "4,\"\",");

        Path file = hub.drop(dataset, "一月.csv", content);
        ArrivalView arrival = hub.ended(received(hub.take(dataset, file)), ArrivalState.STORED);

        assertThat(arrival.records()).isEqualTo(4);
        assertThat(arrival.stored()).isEqualTo(4);
        assertThat(arrival.batches()).isEqualTo(1);
        assertThat(arrival.batchesStored()).isEqualTo(1);
        assertThat(arrival.source()).isEqualTo("civil-affairs/" + dataset.id() + "/一月.csv");
        assertThat(hub.share(dataset))
                .containsExactlyInAnyOrder(
                        "1,茶马古道,1900-01-01 00:00:00", "2,\"a,\"\"b\"\"", "c\",", "3,,1988-04-17 02:30:00", "4,\"\",");
        assertThat(file).doesNotExist();
        Path archived = hub.folder
                .resolve("archive/civil-affairs")
                .resolve(dataset.id())
                .resolve(arrival.number() + "-一月.csv");
        assertThat(archived).hasContent(content);
        assertThat(hub.report(arrival.number())).contains("\"state\":\"STORED\"", "\"stored\":4", "\"rejected\":0");
        assertThat(hub.folder.resolve("taken").resolve(Long.toString(arrival.number())))
                .doesNotExist();
    }

    @Test
    void namesLineItemAndReasonOfEveryRecordThatWasNotTaken() throws Exception {
        Dataset dataset = hub.publish(Sample.persons());
        String wrong = Sample.citizen(7).substring(0, 17) + (Sample.citizen(7).endsWith("1") ? "2" : "1");
        String content = "citizen,name\n" + Sample.citizen(1) + ",甲\n" + wrong + ",乙\n" + ",丙\n" + Sample.citizen(4)
                + ",丁,戊\n" + Sample.citizen(5) + ",己\n";

        ArrivalView arrival = hub.store(dataset, "persons.csv", content);

        assertThat(arrival.stored()).isEqualTo(2);
        assertThat(arrival.refused()).isEqualTo(1);
        assertThat(arrival.rejected()).isEqualTo(2);
        String report = hub.report(arrival.number());
        assertThat(report)
                .containsPattern(
                        "\"line\":3,\"record\":2,\"stage\":\"check\",\"item\":\"citizen\",\"code\":\"subject-identifier\"")
                .containsPattern(
                        "\"line\":4,\"record\":3,\"stage\":\"check\",\"item\":\"citizen\",\"code\":\"required\"")
                .containsPattern("\"line\":5,\"record\":4,\"stage\":\"door\",\"item\":\"\"")
                .contains("校验码不符", "check character")
                .doesNotContain(wrong, "乙", "丁");
        assertThat(hub.quarantine(dataset))
                .extracting(row -> row.line() + " " + row.stage() + " " + row.masked())
                .startsWith("3 check 999999999999999999", "4 check ");
    }

    @Test
    void takesAFileThatComesTwiceInARowOnceUnderWhateverName() throws Exception {
        for (WriteMode mode : WriteMode.values()) {
            Dataset dataset = hub.publish(Sample.words().mode(mode, "seq"));
            long first = hub.store(dataset, "a.csv", Sample.csv(1, 3)).number();

            Outcome second = hub.bring(dataset, "another name.csv", Sample.csv(1, 3));

            assertThat(second)
                    .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Repeat.class))
                    .satisfies(repeat -> assertThat(repeat.of()).isEqualTo(first));
            long number = ((Outcome.Repeat) second).arrival();
            hub.ended(number, ArrivalState.REPEAT);
            assertThat(hub.share(dataset)).hasSize(3);
            assertThat(hub.number("select count(*) from chama.batch where arrival = ?", number))
                    .isZero();
            assertThat(hub.files("archive")).anyMatch(path -> path.endsWith(number + "-another_name.csv"));
            assertThat(hub.report(number)).contains("\"code\":\"repeat\"", "与到件 " + first + " 内容相同");
            assertThat(hub.bring(dataset, "a.csv", Sample.csv(1, 3))).isInstanceOf(Outcome.Repeat.class);
        }
    }

    @Test
    void takesAnotherContentOfTheSameSizeForWhatItIs() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.store(dataset, "a.csv", Sample.rows("1,aa,"));
        hub.store(dataset, "a.csv", Sample.rows("1,ab,"));

        assertThat(hub.share(dataset)).containsExactly("1,aa,", "1,ab,");
    }

    @Test
    void holdsAnAppendFileThatEqualsAnEarlierOneAndStoresItWhenAPersonSaysSo() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        long first = hub.store(dataset, "a.csv", Sample.csv(1, 3)).number();
        hub.store(dataset, "b.csv", Sample.csv(4, 4));

        Outcome third = hub.bring(dataset, "c.csv", Sample.csv(1, 3));

        assertThat(third).isInstanceOf(Outcome.Held.class);
        assertThat(((Outcome.Held) third).of()).isEqualTo(first);
        long held = ((Outcome.Held) third).arrival();
        assertThat(hub.view(held).refusal())
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo("possible-repeat"));
        assertThat(hub.share(dataset)).hasSize(7);

        hub.desk.decide(held, true, People.person("officer"), "the second quarter is the same");

        hub.ended(held, ArrivalState.STORED);
        assertThat(hub.share(dataset)).hasSize(10);
        assertThat(hub.files("archive")).anyMatch(path -> path.endsWith(held + "-c.csv"));
        assertThat(hub.kinds("arrival:" + held))
                .containsExactly(
                        "arrival-claimed", "arrival-held", "arrival-decided-take", "arrival-queued", "arrival-stored");
    }

    @Test
    void putsAHeldFileIntoQuarantineWhenAPersonRefusesIt() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        hub.store(dataset, "a.csv", Sample.csv(1, 3));
        hub.store(dataset, "b.csv", Sample.csv(4, 4));
        long held = ((Outcome.Held) hub.bring(dataset, "c.csv", Sample.csv(1, 3))).arrival();

        hub.desk.decide(held, false, People.person("officer"), "sent by mistake");

        hub.ended(held, ArrivalState.REFUSED);
        assertThat(hub.share(dataset)).hasSize(7);
        assertThat(hub.files("quarantine")).anyMatch(path -> path.endsWith(held + "-c.csv"));
        assertThat(hub.report(held)).contains("\"code\":\"possible-repeat\"");
    }

    @Test
    void takesAnEarlierStateAsANewOneWhenTheDatasetHasAState() throws Exception {
        for (WriteMode mode : List.of(WriteMode.UPSERT, WriteMode.SNAPSHOT)) {
            Dataset dataset = hub.publish(Sample.words().mode(mode, "seq"));
            hub.store(dataset, "a.csv", Sample.rows("1,old,", "2,old,"));
            hub.store(dataset, "b.csv", Sample.rows("1,new,", "2,new,"));

            hub.store(dataset, "c.csv", Sample.rows("1,old,", "2,old,"));

            assertThat(hub.share(dataset)).containsExactly("1,old,", "2,old,");
        }
    }

    @Test
    void quarantinesAFileOfAnUnknownDatasetWithAReport() throws Exception {
        Dataset never = Sample.words().id("nobody-knows").dataset();

        long arrival = refused(hub.bring(never, "a.csv", Sample.csv(1, 1)), "unknown-dataset");

        hub.ended(arrival, ArrivalState.REFUSED);
        assertThat(hub.files("quarantine")).contains("civil-affairs/nobody-knows/" + arrival + "-a.csv");
        assertThat(hub.report(arrival)).contains("\"code\":\"unknown-dataset\"", "没有信息资源 nobody-knows");
    }

    @Test
    void quarantinesAFileOfAnotherDepartmentsDatasetWhereItsDropperSeesIt() throws Exception {
        Dataset dataset = hub.publish(Sample.words().in("public-security"));
        Path file = hub.drop(
                "civil-affairs", dataset.id(), "a.csv", Sample.csv(1, 1).getBytes());

        long arrival = refused(hub.take(dataset, file), "wrong-department");

        hub.ended(arrival, ArrivalState.REFUSED);
        assertThat(hub.files("quarantine")).contains("civil-affairs/" + dataset.id() + "/" + arrival + "-a.csv");
        assertThat(hub.batches(dataset)).isEmpty();
    }

    @Test
    void refusesWhatIsNoFileOfRecordsAsAWhole() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        byte[] zip = {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8};
        byte[] binary = new byte[300];
        binary[7] = 1;
        for (byte[] content : List.of(new byte[0], zip, binary)) {
            Path file = hub.drop(dataset.department(), dataset.id(), "strange.csv", content);

            Outcome outcome = hub.take(dataset, file);

            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            long arrival = ((Outcome.Refused) outcome).arrival();
            assertThat(hub.ended(arrival, ArrivalState.REFUSED).refusal())
                    .contains(((Outcome.Refused) outcome).refusal());
            assertThat(Files.readAllBytes(hub.folder
                            .resolve("quarantine")
                            .resolve(dataset.department())
                            .resolve(dataset.id())
                            .resolve(arrival + "-strange.csv")))
                    .isEqualTo(content);
            assertThat(file).doesNotExist();
        }
        assertThat(hub.share(dataset)).isEmpty();
    }

    @Test
    void keepsTheGoodRecordsOfASourceThatBreaksOff() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        String broken = "[{\"seq\":1,\"word\":\"a\"},{\"seq\":2,\"word\":\"b\"},{\"seq\":";

        long arrival = received(hub.bring(dataset, "broken.json", broken));

        ArrivalView view = hub.ended(arrival, ArrivalState.STORED);
        assertThat(view.refusal()).isPresent();
        assertThat(hub.share(dataset)).containsExactly("1,a,", "2,b,");
        assertThat(hub.files("quarantine")).anyMatch(path -> path.endsWith(arrival + "-broken.json"));
    }

    @Test
    void reportsTheRefusedRecordsOfAFileThatTurnsOutToBeNone() throws Exception {
        Dataset dataset = hub.publish(Sample.words());
        String broken = "[{\"seq\":{\"deep\":1}},{\"seq\":[2]},{\"seq\":";

        Outcome outcome = hub.bring(dataset, "broken.json", broken);

        long arrival = ((Outcome.Refused) outcome).arrival();
        assertThat(hub.ended(arrival, ArrivalState.REFUSED).refused()).isEqualTo(2);
        assertThat(hub.quarantine(dataset)).hasSize(2);
        assertThat(hub.report(arrival)).contains("\"refused\":2", "\"record\":1", "\"record\":2");
    }

    @Test
    void givesAReceiptThatNamesThePlacesOfRefusedRecords() throws Exception {
        Dataset dataset = hub.publish(Sample.words());

        Outcome outcome = hub.bring(dataset, "a.csv", Sample.rows("1,a,", "2,\"stray\"quote,", "3,c,"));

        Receipt receipt = ((Outcome.Received) outcome).receipt();
        assertThat(receipt.received()).isEqualTo(2);
        assertThat(receipt.refused()).isEqualTo(1);
        assertThat(receipt.refusals()).hasSize(1).allSatisfy(refusal -> {
            assertThat(refusal.line()).isEqualTo(3);
            assertThat(refusal.position()).isEqualTo(2);
        });
    }

    @Test
    void findsAnEmptyTextMissingWhereOneIsRequired() throws Exception {
        Dataset dataset = hub.publish(Sample.words().item("must", org.chama.api.dataset.ItemType.CHARACTER, 10, true));

        ArrivalView arrival = hub.store(dataset, "a.csv", "seq,word,at,must\n1,a,,\"\"\n2,b,,x\n");

        assertThat(arrival.stored()).isEqualTo(1);
        assertThat(hub.quarantine(dataset))
                .extracting(row -> row.refusal().code())
                .containsExactly("required");
    }
}
