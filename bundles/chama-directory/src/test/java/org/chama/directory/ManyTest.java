package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;
import org.chama.database.NodeDatabase;
import org.chama.database.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyTest {

    private static final int DEPARTMENTS = 10_000;
    private static final int ACCOUNTS = 100_000;

    @Test
    void tenThousandDepartmentsAndAHundredThousandAccountsAreFine(@TempDir Path folder) {
        try (NodeDatabase database = new NodeDatabase(Settings.h2(folder))) {
            new TestNode(database, folder.resolve("data")).close();
            fill(database);
            long begun = System.nanoTime();
            try (TestNode node = new TestNode(database, folder.resolve("data"))) {
                Duration started = Duration.ofNanos(System.nanoTime() - begun);
                assertThat(node.register.accounts()).hasSize(ACCOUNTS + 1);
                assertThat(node.directory.departmentsWithin("530000")).hasSize(DEPARTMENTS + 1);
                begun = System.nanoTime();
                node.account("li", Role.OPERATOR, "d-77");
                Duration changed = Duration.ofNanos(System.nanoTime() - begun);
                Caller li = node.caller("li");
                begun = System.nanoTime();
                for (int i = 0; i < 100_000; i++) {
                    assertThat(node.access.may(li.identity(), Permission.RECORDS_READ, "d-77"))
                            .isTrue();
                }
                Duration decided = Duration.ofNanos(System.nanoTime() - begun).dividedBy(100_000);
                assertThat(started).isLessThan(Duration.ofSeconds(30));
                assertThat(changed).isLessThan(Duration.ofSeconds(5));
                assertThat(decided).isLessThan(Duration.ofMillis(1));
                System.getLogger("many")
                        .log(
                                System.Logger.Level.INFO,
                                "start {0}, change {1}, decision {2}",
                                started,
                                changed,
                                decided);
            }
        }
    }

    private static void fill(NodeDatabase database) {
        database.write(c -> {
            List<Object[]> departments = new ArrayList<>();
            for (int i = 0; i < DEPARTMENTS; i++) {
                departments.add(new Object[] {"d-" + i, TestNode.creditCode(1_000_000 + i), "部门" + i, "530102"});
            }
            Sql.batch(
                    c,
                    "insert into chama.department (id, credit_code, name, kind, region, authority, is_open, version, revision)"
                            + " values (?, ?, ?, 'GOVERNMENT', ?, false, true, 1, 1)",
                    departments);
            List<Object[]> accounts = new ArrayList<>();
            List<Object[]> roles = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                accounts.add(new Object[] {"p-" + i, "测试员"});
                roles.add(new Object[] {"p-" + i, "d-" + i % DEPARTMENTS});
            }
            Sql.batch(
                    c,
                    "insert into chama.account (name, person, enabled, must_change, failures, version, revision)"
                            + " values (?, ?, true, true, 0, 1, 1)",
                    accounts);
            Sql.batch(c, "insert into chama.account_role (account, role, department) values (?, 'OPERATOR', ?)", roles);
            return departments.size();
        });
    }
}
