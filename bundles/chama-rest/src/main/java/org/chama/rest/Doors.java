package org.chama.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chama.api.connector.ConnectorState;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.connector.Connectors;
import org.chama.api.connector.ReportsStatus;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Which doors and connectors that are installed and configured have not come up yet. One that is DOWN has: its other side is away, and
 * that is a status.
 */
final class Doors {

    /** The service of a connector that is a route; its type is not for this module to see. */
    private static final String ROUTE = "org.chama.camel.Connector";

    private static final Set<String> KINDS = Set.of(Connectors.class.getName(), ReportsStatus.class.getName(), ROUTE);

    private Doors() {}

    /** Names, in no order; empty when all are up. */
    static List<String> missing(Optional<ServiceComponentRuntime> components, Optional<Connectors> connectors) {
        List<String> missing = new ArrayList<>();
        components.ifPresent(runtime -> {
            for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
                if (isDoor(description)) {
                    notActive(runtime, description, missing);
                }
            }
        });
        for (ConnectorStatus status : connectors.map(Connectors::all).orElse(List.of())) {
            if (status.state() == ConnectorState.UNKNOWN && status.reason().isPresent()) {
                missing.add(status.name());
            }
        }
        return missing;
    }

    private static boolean isDoor(ComponentDescriptionDTO description) {
        for (String service : description.serviceInterfaces) {
            if (KINDS.contains(service)) {
                return true;
            }
        }
        return false;
    }

    /** What waits for a configuration is not asked for. */
    private static void notActive(
            ServiceComponentRuntime runtime, ComponentDescriptionDTO description, List<String> missing) {
        for (ComponentConfigurationDTO each : runtime.getComponentConfigurationDTOs(description)) {
            if (each.state != ComponentConfigurationDTO.ACTIVE
                    && each.state != ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
                missing.add(each.properties.get(Constants.SERVICE_PID) instanceof String pid ? pid : description.name);
            }
        }
    }
}
