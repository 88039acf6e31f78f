package org.chama.api.connector;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The connectors of this node. Thread-safe. */
@ProviderType
public interface Connectors {

    /** Ordered by name. */
    List<ConnectorStatus> all();

    /** Starts or stops one; it stays so until told otherwise. @throws org.chama.api.RefusedException for an unknown name */
    void run(String name, boolean run);
}
