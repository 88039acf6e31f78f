package org.chama.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.support.CommandException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chama.api.Text;
import org.chama.api.access.Anyone;
import org.chama.api.access.IdentityPrincipal;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTest {

    private final CommandsTest.FixedDesk desk = new CommandsTest.FixedDesk();
    private final Gate gate = new Gate();
    private final Office office = new Office();
    private final Archive archive = new Archive();
    private final Memory memory = new Memory();
    private final Depot depot = new Depot();
    private final Terminal terminal = new Terminal(
            desk,
            new CommandsTest.FixedDatasets(),
            new CommandsTest.FixedConnectors(),
            gate,
            office,
            archive,
            memory,
            depot);
    private final String karafData = System.getProperty("karaf.data");

    @TempDir
    Path data;

    private Path folder;

    @BeforeEach
    void console() throws IOException {
        System.setProperty("karaf.data", data.toString());
        folder = Files.createDirectory(data.resolve("console"));
    }

    @AfterEach
    void noConsole() {
        if (karafData == null) {
            System.clearProperty("karaf.data");
        } else {
            System.setProperty("karaf.data", karafData);
        }
    }

    static List<Class<?>> commands() {
        assertThat(Terminal.COMMANDS).hasSizeGreaterThan(40);
        return Terminal.COMMANDS;
    }

    private static String name(Class<?> command) {
        return "chama:" + command.getAnnotation(Command.class).name()
                + (AskOne.class.isAssignableFrom(command) ? " x y z w" : "");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatItNeedsAndInBothLanguages(Class<?> command) {
        assertThat(command.isAnnotationPresent(Needs.class)).isNotEqualTo(command.isAnnotationPresent(Anyone.class));
        assertThat(command.getAnnotation(Command.class).description()).matches(".*\\p{IsHan}.* / [a-zA-Z].*");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusesWhoDidNotSignInOrIsNotThereAnyMore(Class<?> command) {
        if (command.isAnnotationPresent(Anyone.class)) {
            return;
        }
        for (Optional<IdentityPrincipal> who : List.of(
                Optional.<IdentityPrincipal>empty(),
                Optional.of(Terminal.person("gone")),
                Optional.of(Terminal.person("off")))) {
            gate.refused.clear();
            refuses(() -> terminal.type(who, "en", name(command)), "not-signed-in: ");
            assertThat(gate.refused)
                    .containsExactly(
                            "nobody " + command.getAnnotation(Needs.class).value());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusesWhoHasNoRoleOrStillAFirstPassword(Class<?> command) {
        if (command.isAnnotationPresent(Anyone.class)
                || command.getAnnotation(Needs.class).value() == Permission.SESSION) {
            return;
        }
        refuses(() -> terminal.type(Optional.of(Terminal.person("none")), "en", name(command)), "forbidden: ");
        assertThat(gate.refused)
                .containsExactly(
                        "account:none " + command.getAnnotation(Needs.class).value());
        refuses(
                () -> terminal.type(Optional.of(Terminal.person("first")), "en", name(command)),
                "password-must-change: ");
        assertThat(gate.refused)
                .last()
                .isEqualTo("password-must-change account:first permission:"
                        + command.getAnnotation(Needs.class).value());
    }

    @Test
    void showsWhatIsWithinReachOnly() throws Exception {
        Optional<IdentityPrincipal> health = Optional.of(Terminal.person("health"));
        terminal.type(health, "en", "chama:arrivals");
        assertThat(desk.filter.reach()).isEqualTo(new Reach(false, Set.of("health")));
        assertThat(terminal.type(health, "en", "chama:datasets")).doesNotContain("person");
        assertThat(terminal.type(health, "en", "chama:releases")).doesNotContain("person");
        assertThat(terminal.type(health, "en", "chama:connectors")).doesNotContain("vehicles");
        assertThat(terminal.type(health, "en", "chama:alarms")).doesNotContain("disk");
        assertThat(terminal.type(health, "en", "chama:ledger")).doesNotContain("batch-replayed");
        refuses(() -> terminal.type(health, "en", "chama:trace 12:3"), "unknown-batch: ");
        refuses(() -> terminal.type(health, "en", "chama:alarm-clear 8"), "unknown-alarm: ");
        assertThat(gate.refused)
                .containsExactly("account:health BATCHES_READ police", "account:health ALARMS_CLEAR police");
        Optional<IdentityPrincipal> police = Optional.of(Terminal.person("police"));
        assertThat(terminal.type(police, "en", "chama:releases")).contains("person");
        assertThat(terminal.type(police, "en", "chama:connectors")).contains("vehicles");
        assertThat(terminal.type(police, "en", "chama:ledger --about batch:12:3"))
                .contains("batch-replayed");
        assertThat(archive.selection.about()).contains("batch:12:3");
    }

    @Test
    void tellsWhoOneIs() throws Exception {
        assertThat(terminal.type(Optional.empty(), "en", "chama:whoami")).contains("nobody is signed in");
        assertThat(terminal.type("en", "chama:whoami")).contains("account:all", "OPERATOR", "police");
        assertThat(terminal.type(Optional.of(Terminal.person("first")), "", "chama:whoami"))
                .contains("部门操作员");
    }

    @Test
    void changesThePasswordFromFiles() throws Exception {
        Files.writeString(folder.resolve("before"), "first\n");
        Files.writeString(folder.resolve("after"), "new one\r\n");
        Optional<IdentityPrincipal> first = Optional.of(Terminal.person("first"));
        assertThat(terminal.type(first, "en", "chama:password --before-file before --after-file after"))
                .contains("The password is changed");
        refuses(
                () -> terminal.type(first, "en", "chama:password --before-file after --after-file after"),
                "wrong-credential: ");
        refuses(() -> terminal.type(first, "en", "chama:password --before-file before"), "option-missing: ");
        refuses(() -> terminal.type(first, "en", "chama:password"), "password-missing: ");
    }

    @Test
    void showsTheDirectory() throws Exception {
        assertThat(terminal.type("en", "chama:regions --level province --valid-on 2026-11-25"))
                .contains("530000", "云南省");
        assertThat(terminal.type("en", "chama:departments --region 530000")).contains("police", "公安厅");
        assertThat(terminal.type("en", "chama:accounts --department police")).contains("li", "OPERATOR@police");
        assertThat(terminal.type("en", "chama:clients")).contains("register", "1:SECRET");
        assertThat(terminal.type("en", "chama:responsibilities person")).contains("STORAGE", "li");
        assertThat(terminal.type("en", "chama:keys")).contains("item/person", "SM4");
        assertThat(terminal.type("en", "chama:ledger-heads")).contains("ledger/1");
    }

    @Test
    void changesTheDirectory() throws Exception {
        assertThat(terminal.type("en", "chama:account-create --person 王 wang --role operator --department police"))
                .contains("first-password", "This is shown once only");
        assertThat(office.orders).contains("create wang [Held[role=OPERATOR, department=police]]");
        terminal.type("en", "chama:account-grant li auditor police");
        assertThat(office.put).asString().contains("AUDITOR", "OPERATOR");
        terminal.type("en", "chama:account-revoke li operator police");
        assertThat(office.put).asString().contains("held=[]");
        refuses(() -> terminal.type("en", "chama:account-revoke li auditor police"), "unknown-role: ");
        refuses(() -> terminal.type("en", "chama:account-grant li"), "argument-missing: ");
        terminal.type("en", "chama:account-disable li");
        assertThat(office.put).asString().contains("enabled=false");
        terminal.type("en", "chama:client-create civil --department police --title 民政");
        assertThat(office.put).asString().contains("civil", "version=0");
        assertThat(terminal.type("en", "chama:client-secret register --until 2027-01-01T00:00:00+08:00"))
                .contains("the-secret");
        terminal.type("en", "chama:client-revoke register 1");
        assertThat(office.orders).contains("revoke register 1");
        terminal.type("en", "chama:responsibility person storage police li");
        assertThat(office.put).asString().contains("STORAGE");
    }

    @Test
    void writesASecretOnlyToANewFileOfItsOwner() throws Exception {
        Files.delete(folder);
        String shown = terminal.type("en", "chama:account-reset li --out secret");
        assertThat(shown).doesNotContain("new-password");
        Path file = folder.resolve("secret");
        assertThat(file).hasContent("new-password\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        office.orders.clear();
        refuses(() -> terminal.type("en", "chama:account-reset li --out secret"), "already-there: ");
        refuses(() -> terminal.type("en", "chama:account-reset li --out none/x"), "unknown-folder: ");
        assertThat(office.orders).isEmpty();
    }

    @Test
    void readsAndWritesInOneFolderOnlyAndFollowsNoLink() throws Exception {
        Path deployed = Files.createDirectory(data.resolve("deployed"));
        Path secret = Files.writeString(data.resolve("outside"), "code");
        Files.createSymbolicLink(folder.resolve("folder"), deployed);
        Files.createSymbolicLink(folder.resolve("file"), secret);
        Files.createSymbolicLink(folder.resolve("dangling"), deployed.resolve("x"));
        for (String name :
                List.of(deployed + "/x", folder + "/x", "../deployed/x", "a/../../deployed/x", "./x", "..", "\"\"")) {
            refuses(() -> terminal.type("en", "chama:regions-export " + name), "wrong-file: ");
            refuses(() -> terminal.type("en", "chama:regions-import " + name), "wrong-file: ");
        }
        refuses(() -> terminal.type("en", "chama:regions-export folder/x"), "unknown-folder: ");
        refuses(() -> terminal.type("en", "chama:regions-export dangling"), "already-there: ");
        refuses(() -> terminal.type("en", "chama:regions-import file"), "unknown-file: ");
        refuses(() -> terminal.type("en", "chama:test-ca folder --host a"), "wrong-file: ");
        assertThat(deployed).isEmptyDirectory();
        assertThat(secret).hasContent("code");
        for (Path link :
                List.of(folder.resolve("folder"), folder.resolve("file"), folder.resolve("dangling"), folder)) {
            Files.delete(link);
        }
        Files.createSymbolicLink(folder, deployed);
        refuses(() -> terminal.type("en", "chama:regions-export x"), "wrong-folder: ");
        assertThat(deployed).isEmptyDirectory();
    }

    @Test
    void movesSheetsByFile() throws Exception {
        Path out = folder.resolve("departments.csv");
        terminal.type("en", "chama:departments-export departments.csv");
        assertThat(out).content().contains("DEPARTMENTS");
        assertThat(terminal.type("en", "chama:departments-import departments.csv"))
                .contains("1 added, 2 changed, 3 the same");
        Files.writeString(folder.resolve("wrong.csv"), "wrong");
        refuses(() -> terminal.type("en", "chama:regions-import wrong.csv"), "wrong-lines: 1 lines are wrong");
        Files.createDirectory(folder.resolve("sub"));
        refuses(() -> terminal.type("en", "chama:regions-import sub"), "unknown-file: ");
        terminal.type("en", "chama:departments-export sub/departments.csv");
        assertThat(folder.resolve("sub/departments.csv")).exists();
    }

    @Test
    void leavesALineWhereItsServiceDoesNot() throws Exception {
        terminal.type("en", "chama:key-rotate item/person");
        terminal.type("en", "chama:alarm-clear 8");
        terminal.type("en", "chama:ledger-export ledger.jsonl --from 3");
        assertThat(folder.resolve("ledger.jsonl")).hasContent("{\"block\":3}");
        assertThat(terminal.type("en", "chama:ledger-verify")).contains("the ledger fits together");
        assertThat(archive.cleared).containsExactly("rotated item/person", "disk-full");
        assertThat(archive.written)
                .extracting(entry ->
                        entry.kind() + " " + entry.about() + " " + entry.actor().name())
                .containsExactly(
                        "key-rotation-begun key:item/person account:all",
                        "key-rotated key:item/person account:all",
                        "alarm-cleared alarm:8 account:all",
                        "ledger-exported ledger account:all",
                        "ledger-verified ledger account:all");
        archive.finding = Optional.of(new Text("第 7 行被改", "line 7 was changed"));
        refuses(() -> terminal.type("en", "chama:ledger-verify"), "ledger-broken: line 7 was changed");
        refuses(() -> terminal.type("en", "chama:key-rotate absent"), "unknown-key: ");
    }

    @Test
    void makesTrialCertificates() throws Exception {
        terminal.type("en", "chama:test-ca ca --host localhost,127.0.0.1 --client register");
        assertThat(archive.cleared).containsExactly("ca [localhost, 127.0.0.1] [register] 90");
    }

    @Test
    void doesNotRotateAKeyWhoseLineCannotBeWritten() {
        memory.away = true;
        refuses(() -> terminal.type("en", "chama:key-rotate item/person"), "database-outage: ");
        assertThat(archive.cleared).isEmpty();
    }

    @Test
    void givesThePublicKeysOfTheLedgerToAnybody() throws Exception {
        String keys = terminal.type(Optional.empty(), "en", "chama:ledger-key");
        assertThat(keys)
                .containsSubsequence("# ledger/1", "BEGIN PUBLIC KEY", "ledger1", "# ledger/2", "ledger2", "END PUBLIC")
                .doesNotContain("item");
        terminal.type("en", "chama:ledger-key --out ledger.pem");
        assertThat(folder.resolve("ledger.pem")).content().isEqualTo(keys);
    }

    @Test
    void listsArchivesAndClosesOneUpToTheNewestBlock() throws Exception {
        assertThat(terminal.type("en", "chama:ledger-archive")).contains("ledger-3.jsonl");
        assertThat(archive.cleared).isEmpty();
        assertThat(terminal.type("en", "chama:ledger-archive --close")).contains("ledger-3.jsonl");
        assertThat(archive.cleared).containsExactly("closed 4 account:all");
        Optional<IdentityPrincipal> police = Optional.of(Terminal.person("police"));
        assertThat(terminal.type(police, "en", "chama:ledger-archive")).contains("ledger-3.jsonl");
        refuses(() -> terminal.type(police, "en", "chama:ledger-archive --close"), "forbidden: ");
        assertThat(gate.refused).containsExactly("account:police LEDGER_EXPORT ");
    }

    @Test
    void ordersTheRewritingOfADatasetAndShowsHowFarItIs() throws Exception {
        assertThat(terminal.type("en", "chama:reencrypt person")).contains("person", "ROTATION", "70");
        assertThat(depot.orders).containsExactly("reencrypt person");
        assertThat(archive.written).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo("reencryption-ordered");
            assertThat(entry.about()).isEqualTo("dataset:person");
        });
        refuses(() -> terminal.type("en", "chama:reencrypt absent"), "unknown-dataset: ");
        assertThat(terminal.type("en", "chama:jobs")).contains("person", "ROTATION", "7");
    }

    @Test
    void doesNotTellWhetherAnAccountOfOthersIsThere() {
        Optional<IdentityPrincipal> health = Optional.of(Terminal.person("health"));
        for (String line : List.of(
                "account-enable %s",
                "account-disable %s", "account-grant %s operator health", "account-revoke %s auditor health")) {
            for (String name : List.of("li", "gone")) {
                refuses(
                        () -> terminal.type(health, "en", "chama:" + line.formatted(name)),
                        "forbidden: this is not allowed");
            }
        }
        refuses(() -> terminal.type("en", "chama:account-enable gone"), "unknown-account: ");
        assertThat(office.put).isNull();
    }

    private static void refuses(ThrowingCallable call, String beginning) {
        assertThatThrownBy(call).isInstanceOf(CommandException.class).hasMessageStartingWith(beginning);
    }
}
