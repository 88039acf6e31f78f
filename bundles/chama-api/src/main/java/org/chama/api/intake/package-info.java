/** How records come in: readers of a door, arrivals (到件) and their receipts. */
@Version("1.0.0")
package org.chama.api.intake;

import org.osgi.annotation.versioning.Version;
