package org.chama.console;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Option;

/** What commands share that show what moves, by department and dataset. */
abstract class AskList extends AskPage {

    @Option(name = "--department", description = "政务部门短标识 / short id of a department")
    private String department = "";

    @Option(name = "--dataset", description = "信息资源短标识 / short id of a dataset")
    private String dataset = "";

    final Optional<String> department() {
        return given(department);
    }

    final Optional<String> dataset() {
        return given(dataset);
    }
}
