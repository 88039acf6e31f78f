package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Every command of the console, as the console itself lists them: refused to a role that may not, nothing of another department shown
 * or changed, each refusal in the ledger, and done for one who may. A command nobody wrote a sample for fails.
 */
@InContainer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessConsoleIT {

    private static final Pattern COMMAND = Pattern.compile("chama:([a-z][a-z-]*)");

    /** May be asked by whoever has signed in. */
    private static final Set<String> FOR_ALL = Set.of(
            "whoami",
            "help",
            "password",
            "datasets",
            "departments",
            "regions",
            "departments-export",
            "regions-export",
            "ledger-key");

    /** Do not even ask whether the password is one's own. */
    private static final Set<String> FOR_ANYBODY = Set.of("whoami", "help", "password", "ledger-key");

    private final Node node;
    private final Staff staff;
    private final Throwaway things;
    private final Map<String, Line> lines = new TreeMap<>();
    private Path folder;
    private int files;

    AccessConsoleIT(Node node) {
        this.node = node;
        this.staff = node.staff();
        this.things = new Throwaway(node);
    }

    /** @param foreigner who may it elsewhere; empty when the permission knows no departments */
    private record Line(String arguments, String allowed, String foreigner, boolean isListing) {}

    @BeforeAll
    void samples() throws IOException {
        folder = Files.createDirectories(node.home().resolve("data/console"));
        String admin = Throwaway.OFFICE_ADMINISTRATOR;
        String other = Throwaway.OTHER_ADMINISTRATOR;
        list("accounts", "", admin, other);
        list("clients", "", admin, other);
        for (String data : List.of("arrivals", "batches", "quarantine", "releases", "connectors", "alarms")) {
            list(data, "", Node.OFFICE, Node.OTHER);
        }
        order("account-create", "by-console --person 测试 --role OPERATOR --department " + Node.OFFICE, admin, other);
        order("account-disable", things.account("disabled"), admin, other);
        order("account-enable", things.account("enabled"), admin, other);
        order("account-reset", things.account("reset"), admin, other);
        order("account-grant", things.account("granted") + " OPERATOR " + Node.OFFICE, admin, other);
        order(
                "account-revoke",
                things.account("revoked-two", "OPERATOR", "DEPARTMENT_HEAD") + " DEPARTMENT_HEAD " + Node.OFFICE,
                Staff.ADMINISTRATOR,
                other);
        order("client-create", "by-console --title 测试 --department " + Node.OFFICE, admin, other);
        order("client-secret", things.client("secretive"), admin, other);
        order(
                "client-bind",
                things.client("bound") + " " + file(Signer.make("console").certificate()),
                admin,
                other);
        order("client-revoke", things.client("revoked") + " 1", admin, other);
        order("responsibilities", Throwaway.DATASET, Node.OFFICE, Node.OTHER);
        order("responsibility", Throwaway.DATASET + " SHARING " + Node.OFFICE + " " + Node.OFFICE, admin, other);
        order("take", things.held() + " --reason 经核实", Node.OFFICE, Node.OTHER);
        order("refuse", things.held() + " --reason 经核实", Node.OFFICE, Node.OTHER);
        String dead = things.dead();
        order("trace", dead, Node.OFFICE, Node.OTHER);
        order("replay", dead + " --reason 经核实", Staff.OPERATIONS, "");
        order("datasets", "", Throwaway.GOVERNMENT, "");
        order("departments", "", Throwaway.GOVERNMENT, "");
        order("regions", "", Throwaway.GOVERNMENT, "");
        order("departments-export", fresh(), Throwaway.GOVERNMENT, "");
        order("regions-export", fresh(), Throwaway.GOVERNMENT, "");
        order(
                "departments-import",
                file(staff.text(Staff.AUTHORITY, "/departments/export").replaceAll("\\(测试\\d*\\)", "(控制台)")),
                Staff.AUTHORITY,
                Throwaway.CITY);
        order("regions-import", file(staff.text(Staff.AUTHORITY, "/regions/export")), Staff.AUTHORITY, Throwaway.CITY);
        order("ledger", "", Staff.AUDITOR, "");
        order("ledger-heads", "", Staff.AUDITOR, "");
        order("ledger-verify", "", Staff.AUDITOR, "");
        order("ledger-export", fresh(), Staff.AUDITOR, "");
        order("ledger-key", "", Throwaway.GOVERNMENT, "");
        order("ledger-archive", "", Staff.AUDITOR, "");
        order("alarm-clear", alarm(), Staff.OPERATIONS, "");
        order("keys", "", Staff.ADMINISTRATOR, "");
        order("key-rotate", key(), Staff.ADMINISTRATOR, "");
        order("jobs", "", Staff.ADMINISTRATOR, "");
        order("reencrypt", Throwaway.DATASET, Staff.ADMINISTRATOR, "");
        order("test-ca", fresh() + " --host localhost", Staff.ADMINISTRATOR, "");
        order("whoami", "", Throwaway.GOVERNMENT, "");
        order("help", "", Throwaway.GOVERNMENT, "");
        String changer = things.account("console-changer");
        order(
                "password",
                "--before-file " + file(staff.person(changer).password()) + " --after-file "
                        + file("another-password-of-" + things.instance()),
                changer,
                "");
    }

    @Test
    void hasASampleOfEveryCommand() {
        String help = node.shell(Throwaway.GOVERNMENT).run("chama:help");
        Transcript.note("help.txt", help);
        Set<String> commands = new TreeSet<>();
        COMMAND.matcher(help).results().forEach(found -> commands.add(found.group(1)));
        assertThat(commands).hasSizeGreaterThan(35);
        assertThat(lines.keySet()).isEqualTo(commands);
    }

    @Test
    void letsNobodyInWhoCannotProveWhoHeIs() {
        Instant since = now();
        for (String[] wrong : new String[][] {
            {"karaf", "karaf"},
            {"admin", "admin"},
            {Staff.OPERATIONS, "not-the-password"},
            {Node.SYSTEM, staff.secret(Node.SYSTEM)}
        }) {
            Shell shell = new Shell(node.ports().ssh(), wrong[0], wrong[1]);
            assertThatThrownBy(() -> shell.run("chama:whoami")).isInstanceOf(UncheckedIOException.class);
        }
        await().until(() -> refusals(since, "nobody").stream()
                .anyMatch(line -> line.get("channel").asText().equals("console")
                        && line.get("detail").asText().contains(Staff.OPERATIONS)));
    }

    @Test
    void refusesRolesAndDepartmentsThatMayNotThenDoesItForOneWhoMay() {
        Instant since = now();
        int refused = 0;
        int foreign = 0;
        for (Map.Entry<String, Line> one : lines.entrySet()) {
            Line line = one.getValue();
            String command = "chama:" + one.getKey() + " " + line.arguments();
            if (FOR_ALL.contains(one.getKey())) {
                if (!FOR_ANYBODY.contains(one.getKey())) {
                    assertThat(node.shell(Throwaway.UNWELCOMED).run(command))
                            .as(command)
                            .contains("password-must-change");
                }
            } else {
                assertThat(node.shell(Throwaway.GOVERNMENT).run(command))
                        .as(command)
                        .contains("forbidden")
                        .hasLineCount(1);
                refused++;
            }
            if (!line.foreigner().isEmpty()) {
                String seen = node.shell(line.foreigner()).run(command);
                if (line.isListing()) {
                    assertThat(seen).as(command).doesNotContain(Node.OFFICE);
                } else {
                    assertThat(seen)
                            .as(command)
                            .containsPattern("forbidden|unknown-")
                            .hasLineCount(1);
                    foreign++;
                }
            }
            String done = node.shell(line.allowed()).run(command);
            Transcript.note("access-" + one.getKey() + ".txt", "> " + command + "\n" + mask(done));
            assertThat(done.lines().findFirst().orElse(""))
                    .as(command)
                    .doesNotContain("Error", "forbidden", "unknown-", "wrong-", "not found", "Exception");
        }
        int expected = refused;
        await().untilAsserted(() ->
                assertThat(refusals(since, "account:" + Throwaway.GOVERNMENT)).hasSize(expected));
        int elsewhere = foreign;
        await().untilAsserted(
                        () -> assertThat(List.of(Throwaway.OTHER_ADMINISTRATOR, Node.OTHER, Throwaway.CITY).stream()
                                        .mapToInt(who -> refusals(since, "account:" + who)
                                                .size())
                                        .sum())
                                .isEqualTo(elsewhere));
    }

    /** Files, programs, Java methods, redirected output, other bundles: the console is no way around the doors, for nobody. */
    @Test
    void isNoWayToTheMachine() throws IOException {
        Path secret = node.home().resolve("data/secrets/broker");
        Path written = folder.resolve("redirected");
        for (String who : List.of(Throwaway.GOVERNMENT, Staff.OPERATIONS)) {
            for (String line : List.of(
                    "cat " + secret,
                    "shell:cat " + secret,
                    "shell:head " + secret,
                    "shell:tail -n 1 " + secret,
                    "shell:less " + secret,
                    "shell:sort " + secret,
                    "shell:wc " + secret,
                    "grep . " + secret,
                    "grep -v zzz " + secret,
                    "grep -e . -f " + secret,
                    "shell:source " + secret,
                    "echo a > " + written,
                    "chama:whoami > " + written,
                    "shell:exec touch " + written,
                    "shell:java java.lang.System",
                    "shell:new java.lang.String abc",
                    "shell:addcommand x \"abc\"",
                    "(\"abc\" getClass) getName",
                    "((\"abc\" getClass) forName \"java.lang.Runtime\") getRuntime",
                    "$.context getBundles",
                    "bundle:install file:" + secret,
                    "bundle:update 1 file:" + secret,
                    "feature:repo-add file:" + secret,
                    "jaas:realm-list",
                    "ssh:ssh 127.0.0.1")) {
                String said = node.shell(who).run(line);
                assertThat(said).as(who + ": " + line).doesNotContain(node.secret("broker"), "java.lang.Class@");
                if (!line.startsWith("grep") && !line.startsWith("(") && !line.startsWith("$")) {
                    assertThat(said).as(who + ": " + line).containsPattern("not found|Insufficient credentials|null");
                }
            }
        }
        assertThat(written).doesNotExist();
        assertThat(node.shell().offers("sftp")).isFalse();
    }

    /** Karaf decides by the roles of the log-in, so those must go while the session is open. */
    @Test
    void aDismissedOperatorCanDoNothingMoreInAnOpenSession() {
        String dismissed = "dismissed-" + things.instance();
        staff.account(dismissed, "platform", "PLATFORM_OPERATOR");
        node.shell(dismissed)
                .type(
                        "bundle:list",
                        "Chama: the one path of a batch",
                        () -> staff.call(Staff.ADMINISTRATOR, "POST", "/accounts/" + dismissed + "/disable", "", 200),
                        "not found");
    }

    /** What is in data/deployed runs, what is in data/keys signs. */
    @Test
    void readsAndWritesFilesInOneFolderOnly() {
        for (String name :
                List.of("../deployed/x", node.home().resolve("data/keys/x").toString(), "../secrets/broker")) {
            assertThat(node.shell(Throwaway.GOVERNMENT).run("chama:regions-export " + name))
                    .contains("wrong-file");
            assertThat(node.shell(Throwaway.GOVERNMENT).run("chama:password --before-file " + name + " --after-file a"))
                    .contains("wrong-file");
        }
        assertThat(node.home().resolve("data/keys/x")).doesNotExist();
        assertThat(node.home().resolve("data/deployed/x")).doesNotExist();
    }

    @Test
    void leavesALineForEveryCommandOfTheRuntime() {
        Instant since = now();
        assertThat(node.shell().run("bundle:list")).contains("Chama: the one path of a batch");
        for (String command :
                List.of("bundle:list", "log:display", "scr:list", "service:list", "system:name", "shell:info")) {
            assertThat(node.shell(Throwaway.GOVERNMENT).run(command))
                    .as(command)
                    .containsPattern("not found|Insufficient credentials");
        }
        await().until(() -> ledger(since, "account:" + Staff.OPERATIONS).stream()
                .anyMatch(line -> line.get("kind").asText().equals("console-command")
                        && line.get("about").asText().contains("bundle:list")));
    }

    private void list(String command, String arguments, String allowed, String foreigner) {
        lines.put(command, new Line(arguments, allowed, foreigner, true));
    }

    private void order(String command, String arguments, String allowed, String foreigner) {
        lines.put(command, new Line(arguments, allowed, foreigner, false));
    }

    private String file(String content) throws IOException {
        Path file = folder.resolve("given-" + things.instance() + "-" + files++);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content).getFileName().toString();
    }

    /** A file that is not there yet. */
    private String fresh() {
        return "written-" + things.instance() + "-" + files++;
    }

    private String alarm() {
        return staff.call(Staff.OPERATIONS, "GET", "/alarms?limit=1000", "", 200)
                .get("alarms")
                .get(5 + things.instance())
                .get("number")
                .asText();
    }

    private String key() {
        return staff.call(Staff.ADMINISTRATOR, "GET", "/keys", "", 200)
                .get("keys")
                .get(0)
                .get("alias")
                .asText();
    }

    /** What is kept for the documentation holds no secret. */
    private static String mask(String said) {
        return said.replaceAll("[A-Za-z0-9_-]{16,}", "…");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private List<JsonNode> refusals(Instant since, String actor) {
        return ledger(since, actor).stream()
                .filter(line -> line.get("kind").asText().equals("refused"))
                .toList();
    }

    private List<JsonNode> ledger(Instant since, String actor) {
        JsonNode answer =
                staff.call(Staff.AUDITOR, "GET", "/ledger?limit=1000&actor=" + actor + "&from=" + since, "", 200);
        return answer.get("lines").valueStream().toList();
    }
}
