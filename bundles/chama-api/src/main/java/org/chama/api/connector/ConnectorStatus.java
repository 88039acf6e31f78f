package org.chama.api.connector;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.chama.api.Text;

/**
 * A connector as an operator sees it.
 *
 * @param name its configuration's or bundle's name
 * @param reason why it is DOWN
 * @param since when it came into this state
 * @param datasets it brings or takes
 */
public record ConnectorStatus(
        String name,
        String bundle,
        String version,
        ConnectorState state,
        Optional<Text> reason,
        OffsetDateTime since,
        List<String> datasets,
        long arrivals,
        Optional<OffsetDateTime> lastArrival) {

    public ConnectorStatus {
        datasets = List.copyOf(datasets);
    }
}
