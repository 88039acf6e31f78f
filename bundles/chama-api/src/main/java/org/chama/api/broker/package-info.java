/** The queues and whether they can be reached. */
@Version("1.0.0")
package org.chama.api.broker;

import org.osgi.annotation.versioning.Version;
