package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.directory.Refuses.refuses;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.Text;
import org.chama.api.access.Role;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration.DepartmentFilter;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.junit.jupiter.api.Test;

class DepartmentsTest extends OnH2 {

    private Department put(Department department) {
        return node.administration.put(node.officer(), department);
    }

    private static Department copy(
            Department one, String creditCode, Optional<String> superior, boolean authority, boolean open) {
        return new Department(
                one.id(), creditCode, one.name(), one.kind(), one.region(), superior, authority, open, one.version());
    }

    private static Department under(Department one, String superior) {
        return copy(one, one.creditCode(), Optional.of(superior), one.authority(), one.open());
    }

    private static Department closed(Department one) {
        return copy(one, one.creditCode(), one.superior(), one.authority(), false);
    }

    @Test
    void aNewDirectoryHasTheProvincesAuthority() {
        assertThat(node.directory.department("data-authority")).hasValueSatisfying(authority -> {
            assertThat(authority.authority()).isTrue();
            assertThat(authority.region()).isEqualTo("530000");
        });
    }

    @Test
    void entersAndChangesADepartmentWithLinesThatNameBothDigests() {
        Department police = node.department("police", 1, "530100");
        assertThat(police.version()).isEqualTo(1);
        Department moved = put(under(police, "data-authority"));
        assertThat(moved.version()).isEqualTo(2);
        assertThat(node.directory.department("police")).contains(moved);
        assertThat(node.ledger.of("department-changed")).singleElement().satisfies(line -> {
            assertThat(line.before()).hasSize(64).isNotEqualTo(line.after());
            assertThat(line.about()).isEqualTo("department:police");
        });
    }

    @Test
    void refusesAChangeOfAnOlderVersion() {
        Department police = node.department("police", 1, "530100");
        put(under(police, "data-authority"));
        refuses("stale-version", () -> put(police));
        refuses("stale-version", () -> put(TestNode.plain("police", 1, "530100")));
    }

    @Test
    void checksWhatADepartmentSaysOfItself() {
        Department police = TestNode.plain("police", 1, "530100");
        refuses("wrong-creditCode", () -> put(copy(police, "11530000000000019M", Optional.empty(), false, true)));
        refuses("wrong-creditCode", () -> put(copy(police, "91530000MA00000A9T", Optional.empty(), false, true)));
        refuses("wrong-id", () -> put(TestNode.plain("Police", 1, "530100")));
        refuses("wrong-id", () -> put(TestNode.plain("platform", 1, "530100")));
        refuses("wrong-id", () -> put(TestNode.plain("export", 1, "530100")));
        refuses("wrong-id", () -> put(TestNode.plain("import", 1, "530100")));
        refuses("wrong-region", () -> put(TestNode.plain("police", 1, "530422")));
        refuses("wrong-region", () -> put(TestNode.plain("police", 1, "440000")));
        refuses("wrong-open", () -> put(closed(police)));
        refuses("wrong-superior", () -> put(under(police, "nobody-here")));
        put(police);
        refuses("wrong-creditCode", () -> put(TestNode.plain("police-too", 1, "530100")));
    }

    @Test
    void authorisedOrganisationsAndUtilitiesHaveTheirKinds() {
        Department bus = new Department(
                "city-bus",
                "91530000MA00000A9T",
                "城市公交",
                Department.Kind.PUBLIC_UTILITY,
                "530100",
                Optional.empty(),
                false,
                true,
                0);
        put(bus);
        assertThat(list(new DepartmentFilter(
                        Optional.empty(),
                        Optional.of(Department.Kind.PUBLIC_UTILITY),
                        Optional.empty(),
                        Optional.empty())))
                .extracting(Department::id)
                .containsExactly("city-bus");
    }

    @Test
    void refusesACircleOfSuperiors() {
        Department first = node.department("first", 1, "530100");
        Department second = put(under(TestNode.plain("second", 2, "530100"), "first"));
        put(under(TestNode.plain("third", 3, "530100"), "second"));
        refuses("wrong-superior", () -> put(under(first, "third")));
        refuses("wrong-superior", () -> put(under(second, "second")));
    }

    @Test
    void aRegionHasOneOpenAuthority() {
        Department dali = TestNode.plain("dali", 1, "532900");
        put(copy(dali, dali.creditCode(), Optional.empty(), true, true));
        Department other = TestNode.plain("dali-too", 2, "532900");
        refuses("wrong-authority", () -> put(copy(other, other.creditCode(), Optional.empty(), true, true)));
    }

    @Test
    void closesOnlyWhatHasNoOpenMattersAndNamesThem() {
        Department police = node.department("police", 1, "530100");
        node.account("li", Role.OPERATOR, "police");
        Client vehicles = node.client("vehicles", "police");
        Department below = put(under(TestNode.plain("station", 2, "530100"), "police"));
        node.openElsewhere.add(new Text("3 个待处理批次", "3 batches wait"));
        refuses("open-matters", () -> put(closed(police)));
        node.openElsewhere.clear();
        assertThatThrownBy(() -> put(closed(police)))
                .hasMessageContaining("1 enabled accounts")
                .hasMessageContaining("1 enabled clients")
                .hasMessageContaining("1 open departments below");
        assertThat(node.directory.department("police").orElseThrow().open()).isTrue();
        put(closed(below));
        Account li = node.directory.account("li").orElseThrow();
        node.administration.change(
                node.administrator(),
                new Account(li.name(), li.person(), li.subject(), li.held(), false, Optional.empty(), li.version()));
        node.administration.put(
                node.administrator(),
                new Client(vehicles.name(), "police", vehicles.title(), false, List.of(), vehicles.version()));
        put(closed(police));
        assertThat(node.ledger.kinds()).contains("department-closed");
        refuses("unknown-department", () -> node.account("wang", Role.OPERATOR, "police"));
        refuses("unknown-department", () -> node.client("other", "police"));
    }

    @Test
    void closesNothingWhileNobodyCanSayWhatIsOpen() {
        Department police = node.department("police", 1, "530100");
        DirectoryAdministration alone =
                new DirectoryAdministration(node.register, node.access, node.passwords, node.ledger, node.crypto);
        refuses("not-ready", () -> alone.put(node.officer(), closed(police)));
        assertThat(node.register.places().isOpen("police")).isTrue();
    }

    @Test
    void asksWhatIsOpenInTheTransactionThatCloses() {
        Department police = node.department("police", 1, "530100");
        DirectoryAdministration asking = new DirectoryAdministration(
                        node.register, node.access, node.passwords, node.ledger, node.crypto)
                .with(node.datasets, (c, department) -> {
                    assertThat(Loading.revision(c)).isGreaterThan(node.register.revision());
                    return List.of(new Text("1 个到件", "1 arrival"));
                });
        refuses("open-matters", () -> asking.put(node.officer(), closed(police)));
    }

    @Test
    void onlyAnOfficerOverTheRegionEntersAndMovesDepartments() {
        Department dali = TestNode.plain("dali", 1, "532900");
        put(copy(dali, dali.creditCode(), Optional.empty(), true, true));
        node.account("dali-officer", Role.AUTHORITY_OFFICER, "dali");
        Department binchuan =
                node.administration.put(node.caller("dali-officer"), TestNode.plain("binchuan", 2, "532924"));
        refuses(
                "forbidden",
                () -> node.administration.put(node.caller("dali-officer"), TestNode.plain("kunming", 3, "530100")));
        Department moved = new Department(
                binchuan.id(),
                binchuan.creditCode(),
                binchuan.name(),
                binchuan.kind(),
                "530100",
                Optional.empty(),
                false,
                true,
                binchuan.version());
        refuses("forbidden", () -> node.administration.put(node.caller("dali-officer"), moved));
        refuses("forbidden", () -> node.administration.put(node.administrator(), moved));
        put(moved);
        assertThat(node.directory.departmentsWithin("532900")).isEqualTo(Set.of("dali"));
    }

    @Test
    void pagesAndFilters() {
        for (int i = 0; i < 25; i++) {
            node.department("office-" + (char) ('a' + i), 100 + i, i % 2 == 0 ? "530100" : "530102");
        }
        DepartmentFilter city =
                new DepartmentFilter(Optional.of("530102"), Optional.empty(), Optional.empty(), Optional.of(true));
        assertThat(list(city)).hasSize(12);
        assertThat(list(new DepartmentFilter(
                        Optional.of("530100"), Optional.empty(), Optional.empty(), Optional.empty())))
                .hasSize(25);
        var first = node.administration.departments(node.officer(), city, Optional.empty(), 5);
        var second = node.administration.departments(node.officer(), city, first.next(), 100);
        assertThat(first.entries()).hasSize(5).doesNotContainAnyElementsOf(second.entries());
        assertThat(second.entries()).hasSize(7);
    }

    private List<Department> list(DepartmentFilter filter) {
        return node.administration
                .departments(node.officer(), filter, Optional.empty(), 500)
                .entries();
    }
}
