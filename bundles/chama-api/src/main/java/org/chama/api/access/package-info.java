/** Who acts and what they may do: identities, roles, permissions, and the one place that decides. */
@Version("1.0.0")
package org.chama.api.access;

import org.osgi.annotation.versioning.Version;
