package org.chama.statute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.RulePacks;
import org.chama.api.statute.RulePacks.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledPacksTest {

    private static final LocalDate DAY = LocalDate.of(2026, 4, 30);

    @TempDir
    Path folder;

    private RulePacks packs() {
        return new InstalledPacks(folder);
    }

    private void put(String name, String id, String place, String from, String until) throws IOException {
        Files.writeString(
                folder.resolve(name),
                "id: " + id + "\ntitle: {zh: 测试, en: test}\nplace: \"" + place + "\"\nfrom: " + from + "\n"
                        + (until.isEmpty() ? "" : "until: " + until + "\n") + "clocks: {}\n");
    }

    @Test
    void holdsTheClocksOfTheMeasures() {
        RulePack yunnan = packs().find("yn-2021-draft").orElseThrow();
        assertThat(yunnan.title().zh()).contains("征求意见稿");
        ClockRule share = yunnan.clocks().get("share-reply");
        assertThat(share.article()).isEqualTo("16");
        assertThat(share.length()).isEqualTo(10);
        assertThat(share.dueSoon()).containsExactly(5, 8, 9);
        assertThat(share.end()).isEqualTo("provided");
        ClockRule open = yunnan.clocks().get("open-reply");
        assertThat(open.length()).isEqualTo(15);
        assertThat(open.dueSoon()).containsExactly(8, 12, 14);
        assertThat(open.extension()).hasValueSatisfying(extension -> {
            assertThat(extension.workingDays()).isEqualTo(15);
            assertThat(extension.times()).isEqualTo(1);
            assertThat(extension.by()).isEqualTo("DEPARTMENT_HEAD");
            assertThat(extension.told()).isTrue();
        });
        assertThat(yunnan.clocks().get("catalogue-change").length()).isEqualTo(15);
        assertThat(yunnan.clocks().get("correction").statutory()).isFalse();
        assertThat(yunnan.numbers()).containsEntry("k-open", 20L).containsEntry("k-shared", 5L);
    }

    @Test
    void givesADivisionThePackOfThePlaceAboveIt() {
        assertThat(packs().current("532901", DAY)).map(RulePack::id).contains("yn-2021-draft");
        assertThat(packs().current("520100", DAY)).map(RulePack::id).contains("gz-2020");
        assertThat(packs().current("110000", DAY)).isEmpty();
        assertThat(packs().current("530000", LocalDate.of(2020, 1, 1))).isEmpty();
    }

    @Test
    void givesADivisionItsOwnPackBeforeThatOfThePlaceAbove() throws IOException {
        put("dali.yaml", "dali", "532900", "2026-01-01", "2026-06-30");
        assertThat(packs().current("532901", DAY)).map(RulePack::id).contains("dali");
        assertThat(packs().current("532901", DAY.plusYears(1)))
                .map(RulePack::id)
                .contains("yn-2021-draft");
    }

    @Test
    void comparesTwoPacksClockByClock() {
        RulePacks packs = packs();
        RulePack yunnan = packs.find("yn-2021-draft").orElseThrow();
        RulePack guizhou = packs.find("gz-2020").orElseThrow();
        assertThat(packs.compare(yunnan, yunnan)).isEmpty();
        assertThat(packs.compare(yunnan, guizhou))
                .contains(
                        new Difference("clocks/share-reply/end", "provided", "replied"),
                        new Difference("numbers/k-open", "20", ""))
                .noneMatch(difference -> difference.what().equals("clocks/share-reply/length"));
    }

    @Test
    void leavesOutWhatOverlapsOrIsWrongAndTakesTheOthers() throws IOException {
        put("a.yaml", "twice", "530000", "2022-01-01", "");
        put("b.yaml", "gz-2020", "110000", "2022-01-01", "");
        Files.writeString(folder.resolve("c.yaml"), "id: [\n");
        put("d.yaml", "beijing", "110000", "2022-01-01", "");
        assertThat(packs().all()).extracting(RulePack::id).containsExactly("beijing", "gz-2020", "yn-2021-draft");
    }
}
