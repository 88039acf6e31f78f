package org.chama.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.dataset.Datasets;

/** {@code chama:connectors}. */
@Service
@Needs(Permission.CONNECTORS_READ)
@Command(scope = "chama", name = "connectors", description = "本节点的连接器 / the connectors of this node")
public final class ConnectorList extends Ask {

    @Option(name = "--state", description = "状态,如 DOWN / a state, as DOWN")
    private String state = "";

    @Reference(optional = true)
    private Connectors connectors;

    @Reference(optional = true)
    private Datasets datasets;

    @Override
    void answer(PrintStream out, Locale locale) {
        Optional<String> only = AskList.state(state, ConnectorState.class);
        Sheet sheet = new Sheet(locale)
                .column("名称", "Name")
                .column("组件", "Bundle")
                .column("状态", "State")
                .column("自", "Since")
                .column("原因", "Reason")
                .column("信息资源", "Datasets")
                .column("到件", "Arrivals")
                .column("最近到件", "Last arrival");
        for (ConnectorStatus connector : there(connectors).all()) {
            if (seen(connector)
                    && (only.isEmpty() || only.get().equals(connector.state().name()))) {
                sheet.row(
                        connector.name(),
                        connector.bundle() + " " + connector.version(),
                        connector.state(),
                        connector.since(),
                        connector.reason(),
                        connector.datasets(),
                        connector.arrivals(),
                        connector.lastArrival());
            }
        }
        sheet.print(out);
    }

    private boolean seen(ConnectorStatus connector) {
        return reach().everywhere()
                || connector.datasets().stream().anyMatch(dataset -> Ids.reaches(reach(), datasets, dataset));
    }
}
