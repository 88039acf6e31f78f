package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.chama.api.access.Role;
import org.chama.api.directory.Administration.Imported;
import org.chama.api.directory.Administration.LineRefusal;
import org.chama.api.directory.Administration.Sheet;
import org.chama.api.directory.Department;
import org.junit.jupiter.api.Test;

class SheetsTest extends OnH2 {

    private static final String HEADING = "id,creditCode,name,kind,region,superior,authority,open,version\n";

    private String export(Sheet sheet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        node.administration.exportCsv(node.officer(), sheet, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private Imported take(Sheet sheet, String csv) {
        return node.administration.importCsv(
                node.officer(), sheet, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    }

    private static String line(String id, int number, String region, String superior) {
        return id + "," + TestNode.creditCode(number) + ",测试部门" + number + ",GOVERNMENT," + region + "," + superior
                + ",false,true,0\n";
    }

    @Test
    void takesBackWhatItGaveWithoutAChange() {
        node.department("police", 1, "530100");
        int lines = node.ledger.entries.size();
        Imported departments = take(Sheet.DEPARTMENTS, export(Sheet.DEPARTMENTS));
        assertThat(departments.same()).isEqualTo(2);
        assertThat(departments.added() + departments.changed()).isZero();
        Imported regions = take(Sheet.REGIONS, export(Sheet.REGIONS));
        assertThat(regions.same()).isEqualTo(node.register.places().regions().size());
        assertThat(node.ledger.entries).hasSize(lines);
    }

    @Test
    void takesAFileWhoseSuperiorsComeLater() {
        Imported imported = take(
                Sheet.DEPARTMENTS,
                HEADING + line("station", 2, "530102", "police") + line("police", 1, "530100", "data-authority"));
        assertThat(imported.refused()).isEmpty();
        assertThat(imported.added()).isEqualTo(2);
        assertThat(node.directory.department("station")).hasValueSatisfying(station -> {
            assertThat(station.superior()).contains("police");
            assertThat(station.version()).isEqualTo(1);
        });
        assertThat(node.ledger.of("department-created")).hasSize(3);
    }

    @Test
    void takesAllLinesOrNoneAndNamesEachThatIsWrong() {
        Imported imported = take(
                Sheet.DEPARTMENTS,
                HEADING + line("police", 1, "530100", "")
                        + "health,11530000000000019M,卫生,GOVERNMENT,530100,,false,true,0\n"
                        + "tax,x,税务,OTHER,530100,,false,true,0\n"
                        + line("police", 3, "530100", ""));
        assertThat(imported.added()).isZero();
        assertThat(imported.refused()).extracting(LineRefusal::line).containsExactly(3L, 4L, 5L);
        assertThat(imported.refused())
                .extracting(one -> one.refusal().code())
                .containsExactly("wrong-creditCode", "wrong-kind", "wrong-line");
        assertThat(node.directory.department("police")).isEmpty();
    }

    @Test
    void findsACircleThatOnlyTheWholeFileMakes() {
        Imported imported = take(
                Sheet.DEPARTMENTS,
                HEADING + line("police", 1, "530100", "station") + line("station", 2, "530102", "police"));
        assertThat(imported.refused()).hasSize(2);
        assertThat(imported.refused().get(0).refusal().code()).isEqualTo("wrong-superior");
        assertThat(node.register.places().departments()).hasSize(1);
    }

    @Test
    void closesByFileOnlyWhatHasNoOpenMatters() {
        node.department("police", 1, "530100");
        node.account("li", Role.OPERATOR, "police");
        String csv = HEADING + line("police", 1, "530100", "").replace("false,true,0", "false,false,1");
        refuses("open-matters", () -> take(Sheet.DEPARTMENTS, csv));
        assertThat(node.directory.department("police").orElseThrow().open()).isTrue();
    }

    @Test
    void refusesALineThatWasMadeOnAnotherVersion() {
        Department police = node.department("police", 1, "530100");
        String exported = export(Sheet.DEPARTMENTS);
        assertThat(exported).contains(",true,1\r\n");
        node.administration.put(
                node.officer(),
                new Department(
                        police.id(),
                        police.creditCode(),
                        "改名部门",
                        police.kind(),
                        police.region(),
                        police.superior(),
                        false,
                        true,
                        1));
        for (String csv : List.of(exported, exported.replace("测试部门1", "另一名称"))) {
            assertThat(take(Sheet.DEPARTMENTS, csv).refused()).singleElement().satisfies(line -> {
                assertThat(line.line()).isEqualTo(3);
                assertThat(line.refusal().code()).isEqualTo("stale-version");
            });
        }
        assertThat(node.directory.department("police").orElseThrow().name()).isEqualTo("改名部门");
        assertThat(take(Sheet.DEPARTMENTS, export(Sheet.DEPARTMENTS).replace("改名部门", "又一名称"))
                        .changed())
                .isEqualTo(1);
    }

    @Test
    void refusesAFileOfWhoLostTheRoleWhileItWaited() throws Exception {
        node.officer();
        AtomicReference<Imported> answer = new AtomicReference<>();
        Thread officer =
                new Thread(() -> answer.set(take(Sheet.DEPARTMENTS, HEADING + line("police", 1, "530100", ""))));
        node.register.change((c, revision) -> {
            officer.start();
            await().until(() -> officer.getState() == Thread.State.WAITING);
            return Sql.update(
                    c, "update chama.account set enabled = false, revision = ? where name = ?", revision, "officer");
        });
        officer.join();
        assertThat(answer.get().refused())
                .singleElement()
                .satisfies(line -> assertThat(line.refusal().code()).isEqualTo("forbidden"));
        assertThat(node.directory.department("police")).isEmpty();
    }

    @Test
    void addsARegionByFile() {
        Imported imported =
                take(Sheet.REGIONS, "code,name,level,superior,from,until\n530188,新县,COUNTY,530100,2026-12-01,\n");
        assertThat(imported.added()).isEqualTo(1);
        assertThat(take(Sheet.REGIONS, "code,name,level,superior,from,until\n530189,新县,COUNTY,530100,2026-13-01,\n")
                        .refused()
                        .get(0)
                        .refusal()
                        .code())
                .isEqualTo("wrong-from");
    }

    @Test
    void refusesFilesThatAreNone() {
        refuses("wrong-csv", () -> take(Sheet.DEPARTMENTS, ""));
        refuses("wrong-csv", () -> take(Sheet.DEPARTMENTS, "id,name\n"));
        refuses(
                "wrong-csv",
                () -> node.administration.importCsv(
                        node.officer(),
                        Sheet.DEPARTMENTS,
                        new ByteArrayInputStream(
                                (HEADING + line("police", 1, "530100", "")).getBytes(Charset.forName("GB18030")))));
        refuses("too-large", () -> take(Sheet.DEPARTMENTS, HEADING + "x".repeat(9 << 20)));
    }

    @Test
    void anOfficerImportsOnlyWhatLiesInTheRegion() {
        Department plain = TestNode.plain("dali", 1, "532900");
        node.administration.put(
                node.officer(),
                new Department(
                        "dali",
                        plain.creditCode(),
                        plain.name(),
                        plain.kind(),
                        "532900",
                        plain.superior(),
                        true,
                        true,
                        0));
        node.account("dali-officer", Role.AUTHORITY_OFFICER, "dali");
        String mixed = HEADING + line("binchuan", 2, "532924", "") + line("kunming", 3, "530100", "");
        refuses(
                "forbidden",
                () -> node.administration.importCsv(
                        node.caller("dali-officer"),
                        Sheet.DEPARTMENTS,
                        new ByteArrayInputStream(mixed.getBytes(StandardCharsets.UTF_8))));
        assertThat(node.directory.department("binchuan")).isEmpty();
        assertThat(take(Sheet.DEPARTMENTS, mixed).added()).isEqualTo(2);
    }
}
