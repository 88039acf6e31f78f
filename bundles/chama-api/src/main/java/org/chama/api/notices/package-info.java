/** What people must be told. */
@Version("1.0.0")
package org.chama.api.notices;

import org.osgi.annotation.versioning.Version;
