/** The batch (批次): the unit that travels, and its rows. */
@Version("1.0.0")
package org.chama.api.batch;

import org.osgi.annotation.versioning.Version;
