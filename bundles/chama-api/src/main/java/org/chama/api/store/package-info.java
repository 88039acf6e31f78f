/** The dataset tables: write, read, query, export. */
@Version("1.0.0")
package org.chama.api.store;

import org.osgi.annotation.versioning.Version;
