package org.chama.api.connector;

import org.osgi.annotation.versioning.ConsumerType;

/** Offered as a service by a connector that is no Camel route (a SOAP endpoint), so that it is listed beside the others. Thread-safe. */
@ConsumerType
public interface ReportsStatus {

    ConnectorStatus status();
}
