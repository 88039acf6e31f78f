/** Regions, departments, accounts, clients, and who answers for what. */
@Version("1.0.0")
package org.chama.api.directory;

import org.osgi.annotation.versioning.Version;
