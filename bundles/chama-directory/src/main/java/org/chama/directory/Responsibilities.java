package org.chama.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.directory.Responsibility;
import org.chama.api.directory.Stage;
import org.chama.api.ledger.Actor;

/** Changes and lists who answers for which stage of a dataset's life. */
final class Responsibilities {

    private final Register register;
    private final Access access;
    private final Trail trail;
    private final Supplier<Optional<Datasets>> datasets;

    Responsibilities(Register register, Access access, Trail trail, Supplier<Optional<Datasets>> datasets) {
        this.register = register;
        this.access = access;
        this.trail = trail;
        this.datasets = datasets;
    }

    List<Responsibility> list(Caller caller, String dataset) {
        access.reach(caller, Permission.RESPONSIBILITIES_READ);
        String department = dataset(dataset).department();
        access.require(caller, Permission.RESPONSIBILITIES_READ, department, "dataset:" + dataset);
        return register.responsibilities(dataset).values().stream()
                .sorted(Comparator.comparing(Responsibility::stage))
                .toList();
    }

    void put(Caller caller, Responsibility responsibility) {
        access.reach(caller, Permission.RESPONSIBILITIES_CHANGE);
        String about = "dataset:" + responsibility.dataset();
        Actor actor = Actor.of(
                caller,
                access.require(
                        caller,
                        Permission.RESPONSIBILITIES_CHANGE,
                        dataset(responsibility.dataset()).department(),
                        about));
        register.change((c, revision) -> {
            if (!register.places().isOpen(responsibility.department())) {
                throw Input.unknown("department", "部门（或已关闭）", "department, or it is closed");
            }
            if (!answers(register, responsibility)) {
                throw Input.wrong(
                        "account", "没有这个启用的、在该部门任职的账号", "is no enabled account with a role in that department");
            }
            write(c, revision, responsibility);
            Optional<Responsibility> before = Optional.ofNullable(
                    register.responsibilities(responsibility.dataset()).get(responsibility.stage()));
            trail.changed(
                    c,
                    actor,
                    "responsibility-changed",
                    about,
                    new Json()
                            .put("stage", responsibility.stage().name())
                            .put("department", responsibility.department())
                            .put("account", responsibility.account())
                            .end(),
                    before.map(Canonical::of).orElse(""),
                    Canonical.of(responsibility));
            return responsibility;
        });
    }

    private static void write(Connection c, long revision, Responsibility one) throws SQLException {
        Sql.update(
                c,
                "delete from chama.responsibility where dataset = ? and stage = ?",
                one.dataset(),
                one.stage().name());
        Sql.update(
                c,
                "insert into chama.responsibility (dataset, stage, department, account, revision) values (?, ?, ?, ?, ?)",
                one.dataset(),
                one.stage().name(),
                one.department(),
                one.account(),
                revision);
    }

    /** Whether the account can still answer: it is enabled and has a role in the department, which is open. */
    static boolean answers(Register register, Responsibility responsibility) {
        return register.places().isOpen(responsibility.department())
                && register.account(responsibility.account())
                        .filter(held -> held.account().enabled())
                        .filter(held -> held.account().held().stream()
                                .anyMatch(one -> one.department().equals(responsibility.department())))
                        .isPresent();
    }

    /** The stages of a dataset that nobody answers for. */
    static List<Stage> unowned(Register register, String dataset) {
        Map<Stage, Responsibility> held = register.responsibilities(dataset);
        return Arrays.stream(Stage.values())
                .filter(stage -> !held.containsKey(stage) || !answers(register, held.get(stage)))
                .toList();
    }

    private Dataset dataset(String id) {
        Datasets all = datasets.get()
                .orElseThrow(() -> new RefusedException(
                        "datasets-away",
                        "信息资源目录暂不可用，请稍后再试。",
                        "The datasets are not available at the moment: try again later."));
        return all.find(id).orElseThrow(() -> Input.unknown("dataset", "信息资源", "dataset"));
    }
}
