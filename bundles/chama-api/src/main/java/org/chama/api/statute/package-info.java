/** Statutory time (期限): working days and what is due when. */
@Version("1.0.0")
package org.chama.api.statute;

import org.osgi.annotation.versioning.Version;
