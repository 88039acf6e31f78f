/** What a connector with Camel routes implements. */
@Version("1.0.0")
package org.chama.camel;

import org.osgi.annotation.versioning.Version;
