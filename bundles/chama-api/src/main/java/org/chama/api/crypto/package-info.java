/** Digests and keys by alias. */
@Version("1.0.0")
package org.chama.api.crypto;

import org.osgi.annotation.versioning.Version;
