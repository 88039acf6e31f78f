/** What doors show of arrivals, batches, quarantine, and the repairs they offer. */
@Version("1.0.0")
package org.chama.api.desk;

import org.osgi.annotation.versioning.Version;
