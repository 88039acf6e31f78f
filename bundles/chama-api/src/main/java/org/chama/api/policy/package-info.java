/** What a plugin implements: Check (校验) and Mask (脱敏). */
@Version("1.0.0")
package org.chama.api.policy;

import org.osgi.annotation.versioning.Version;
