/** Transactions behind the commit barrier, migrations, leases, outbox. */
@Version("1.0.0")
package org.chama.api.database;

import org.osgi.annotation.versioning.Version;
