/** The ledger (台账): lines that commit with what they record. */
@Version("1.0.0")
package org.chama.api.ledger;

import org.osgi.annotation.versioning.Version;
