/** Files in and out, the batch on the wire, and values on bytes: pure functions and readers that keep no state of their own. */
@Version("1.0.0")
package org.chama.formats;

import org.osgi.annotation.versioning.Version;
