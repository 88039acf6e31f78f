package org.chama.console;

import java.util.List;
import org.apache.karaf.shell.api.action.Option;
import org.chama.api.RefusedException;

/** What commands share that change something: a reason. */
abstract class Repair extends AskOne {

    private static final String REASON = "--reason";
    private static final int LONGEST = 500;

    @Option(name = REASON, description = "理由(必填),记入台账,不得含个人信息 / needed; goes into the ledger, holds no personal value")
    private String reason = "";

    final String reason() {
        String given = option(REASON, reason).strip();
        if (given.isEmpty() || given.length() > LONGEST) {
            throw new RefusedException(
                    "reason-missing",
                    "须写明理由 --reason(1 至 " + LONGEST + " 字)",
                    "a --reason of 1 to " + LONGEST + " characters is needed");
        }
        return given;
    }

    @Override
    final List<String> options() {
        return List.of(REASON, LANG);
    }
}
