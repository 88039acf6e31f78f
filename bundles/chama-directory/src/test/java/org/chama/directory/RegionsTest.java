package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chama.directory.Refuses.refuses;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.chama.api.access.Role;
import org.chama.api.desk.Listing;
import org.chama.api.directory.Administration.RegionFilter;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.junit.jupiter.api.Test;

class RegionsTest extends OnH2 {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);

    @Test
    void holdsYunnansPrefecturesAndCountiesAsTheyAreToday() {
        assertThat(today(Region.Level.PROVINCE)).extracting(Region::name).containsExactly("云南省");
        assertThat(today(Region.Level.PREFECTURE)).hasSize(16);
        assertThat(today(Region.Level.COUNTY)).hasSize(129);
        assertThat(today(Region.Level.COUNTY)).noneMatch(region -> region.name().equals("市辖区"));
        assertThat(below("532900")).hasSize(12);
        assertThat(below("530600")).hasSize(11);
        assertThat(below("533400")).hasSize(3);
    }

    @Test
    void keepsAbolishedCodesForTheTimeTheyWereValid() {
        assertThat(name("530422", "2019-11-19")).contains("澄江县");
        assertThat(name("530422", "2019-11-20")).isEmpty();
        assertThat(name("530481", "2019-11-19")).isEmpty();
        assertThat(name("530481", "2019-11-20")).contains("澄江市");
        assertThat(name("532331", "2020-12-31")).contains("禄丰县");
        assertThat(name("532331", "2021-12-31")).isEmpty();
        assertThat(name("532302", "2021-12-31")).contains("禄丰市");
        assertThat(name("530126", "1990-01-01")).contains("路南彝族自治县");
        assertThat(name("530126", "2000-01-01")).contains("石林彝族自治县");
        assertThat(name("532101", "1990-01-01")).contains("昭通市");
    }

    @Test
    void everyDivisionLiesInOneThatWasValidWhenItBegan() {
        Places places = node.register.places();
        assertThat(places.regions()).hasSizeGreaterThan(250).allSatisfy(region -> region.superior()
                .ifPresent(superior -> assertThat(places.region(superior, region.from()))
                        .as(region.toString())
                        .isPresent()));
    }

    @Test
    void periodsOfACodeNeverOverlap() {
        for (Region one : node.register.places().regions()) {
            for (Region other : node.register.places().periods(one.code())) {
                assertThat(one.equals(other) || !Regions.overlap(one, other))
                        .as(one + " " + other)
                        .isTrue();
            }
        }
    }

    @Test
    void loadsTheResourceOnceAndLeavesWhatPeopleEdited() {
        Region stored = node.register.places().region("530102").orElseThrow();
        node.administration.put(
                node.officer(),
                new Region(
                        stored.code(),
                        stored.name(),
                        stored.level(),
                        stored.superior(),
                        stored.from(),
                        Optional.of(LocalDate.of(2026, 12, 1))));
        node.close();
        database.write(c -> c.createStatement().executeUpdate("update chama.directory_resource set digest = 'older'"));
        database.write(c -> c.createStatement().executeUpdate("delete from chama.region where code = '530103'"));
        node = new TestNode(database, folder.resolve("data"));
        assertThat(node.register.places().region("530102").orElseThrow().until())
                .contains(LocalDate.of(2026, 12, 1));
        assertThat(node.register.places().region("530103")).isPresent();
        assertThat(node.ledger.kinds()).containsExactly("regions-loaded");
        node.close();
        node = new TestNode(database, folder.resolve("data"));
        assertThat(node.ledger.kinds()).isEmpty();
    }

    @Test
    void aNewNameIsANewPeriodOfTheCode() {
        Region renamed = new Region(
                "530124",
                "富民新县",
                Region.Level.COUNTY,
                Optional.of("530100"),
                LocalDate.of(2027, 1, 1),
                Optional.empty());
        node.department("fumin-office", 70, "530124");
        node.administration.put(node.officer(), renamed);
        assertThat(name("530124", "2026-12-31")).contains("富民县");
        assertThat(name("530124", "2027-01-01")).contains("富民新县");
        assertThat(node.ledger.of("region-changed")).hasSize(1);
        assertThat(node.ledger.of("region-created")).singleElement().satisfies(line -> {
            assertThat(line.actor().name()).isEqualTo("account:officer");
            assertThat(line.actor().role()).isEqualTo("AUTHORITY_OFFICER");
            assertThat(line.before()).isEmpty();
            assertThat(line.after()).hasSize(64);
        });
    }

    @Test
    void aPeriodThatIsStillToComeMovesNothingBeforeItsDay() {
        node.department("fumin-office", 70, "530124");
        LocalDate day = LocalDate.of(2027, 1, 1);
        node.administration.put(
                node.officer(),
                new Region("530124", "富民县", Region.Level.COUNTY, Optional.of("530000"), day, Optional.empty()));
        assertThat(node.directory.departmentsWithin("530100")).contains("fumin-office");
        node.clock.set(day.atStartOfDay(Moments.SHANGHAI).toInstant().minusSeconds(1));
        node.department("other-office", 71, "530124");
        assertThat(node.directory.departmentsWithin("530100")).contains("fumin-office", "other-office");
        node.clock.pass(Duration.ofSeconds(1));
        await().untilAsserted(() ->
                assertThat(node.directory.departmentsWithin("530100")).doesNotContain("fumin-office"));
        assertThat(node.directory.departmentsWithin("530000")).contains("fumin-office");
    }

    @Test
    void aDepartmentIsNotEnteredInARegionThatIsStillToCome() {
        node.administration.put(
                node.officer(),
                new Region(
                        "530188",
                        "新县",
                        Region.Level.COUNTY,
                        Optional.of("530100"),
                        LocalDate.of(2027, 1, 1),
                        Optional.empty()));
        refuses("wrong-region", () -> node.department("new-office", 72, "530188"));
    }

    @Test
    void refusesToEndARegionWithOpenDepartmentsOrDivisions() {
        node.department("fumin-office", 70, "530124");
        refuses("open-matters", () -> node.administration.put(node.officer(), ended("530124")));
        refuses("open-matters", () -> node.administration.put(node.officer(), ended("530100")));
        Department office = node.register.places().department("fumin-office").orElseThrow();
        node.administration.put(node.officer(), closed(office));
        node.administration.put(node.officer(), ended("530124"));
        assertThat(name("530124", "2027-01-01")).isEmpty();
    }

    private Region ended(String code) {
        Region region = node.register.places().region(code).orElseThrow();
        return new Region(
                region.code(),
                region.name(),
                region.level(),
                region.superior(),
                region.from(),
                Optional.of(LocalDate.of(2027, 1, 1)));
    }

    private static Department closed(Department one) {
        return new Department(
                one.id(),
                one.creditCode(),
                one.name(),
                one.kind(),
                one.region(),
                one.superior(),
                one.authority(),
                false,
                one.version());
    }

    @Test
    void refusesRegionsThatDoNotFit() {
        refuses("wrong-code", () -> put("5301", "某县", Region.Level.COUNTY, "530100"));
        refuses("wrong-code", () -> put("440100", "某市", Region.Level.PREFECTURE, "530000"));
        refuses("wrong-level", () -> put("530188", "某县", Region.Level.PREFECTURE, "530000"));
        refuses("wrong-superior", () -> put("530188", "某县", Region.Level.COUNTY, "530300"));
        refuses("wrong-superior", () -> put("530188", "某县", Region.Level.COUNTY, "539900"));
        refuses("wrong-superior", () -> put("530188", "某县", Region.Level.COUNTY, "530102"));
        refuses("wrong-name", () -> put("530188", "=cmd()", Region.Level.COUNTY, "530100"));
        refuses(
                "wrong-region",
                () -> node.administration.put(
                        node.officer(),
                        new Region(
                                "530102",
                                "五华新区",
                                Region.Level.COUNTY,
                                Optional.of("530100"),
                                node.register
                                        .places()
                                        .region("530102")
                                        .orElseThrow()
                                        .from(),
                                Optional.empty())));
    }

    private void put(String code, String name, Region.Level level, String superior) {
        node.administration.put(
                node.officer(),
                new Region(code, name, level, Optional.of(superior), LocalDate.of(2026, 1, 1), Optional.empty()));
    }

    @Test
    void onlyAnOfficerOfTheProvinceChangesRegions() {
        node.administration.put(node.officer(), authority("dali-authority", 71, "532900"));
        node.account("dali-officer", Role.AUTHORITY_OFFICER, "dali-authority");
        refuses("forbidden", () -> node.administration.put(node.caller("dali-officer"), ended("532901")));
        refuses("forbidden", () -> node.administration.put(node.administrator(), ended("532901")));
        refuses("not-signed-in", () -> node.administration.put(TestNode.nobody(), ended("532901")));
    }

    private static Department authority(String id, int number, String region) {
        Department plain = TestNode.plain(id, number, region);
        return new Department(
                id, plain.creditCode(), plain.name(), plain.kind(), region, Optional.empty(), true, true, 0);
    }

    @Test
    void pagesThroughAllRegions() {
        RegionFilter all = new RegionFilter(Optional.empty(), Optional.empty(), Optional.empty());
        int seen = 0;
        Optional<String> after = Optional.empty();
        do {
            Listing<Region> page = node.administration.regions(node.officer(), all, after, 100);
            seen += page.entries().size();
            after = page.next();
        } while (after.isPresent());
        assertThat(seen).isEqualTo(node.register.places().regions().size());
    }

    private List<Region> today(Region.Level level) {
        return list(new RegionFilter(Optional.empty(), Optional.of(level), Optional.of(TODAY)));
    }

    private List<Region> below(String superior) {
        return list(new RegionFilter(Optional.of(superior), Optional.empty(), Optional.of(TODAY)));
    }

    private List<Region> list(RegionFilter filter) {
        return node.administration
                .regions(node.officer(), filter, Optional.empty(), 500)
                .entries();
    }

    private Optional<String> name(String code, String on) {
        return node.directory.region(code, LocalDate.parse(on)).map(Region::name);
    }
}
