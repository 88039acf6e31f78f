/** Connectors (连接器) and their status. */
@Version("1.0.0")
package org.chama.api.connector;

import org.osgi.annotation.versioning.Version;
