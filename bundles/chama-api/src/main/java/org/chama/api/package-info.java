/** What every module says: bilingual texts and refusals. */
@Version("1.0.0")
package org.chama.api;

import org.osgi.annotation.versioning.Version;
