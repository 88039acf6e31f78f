/** Datasets (信息资源) and their items (信息项), and where they are looked up. */
@Version("1.0.0")
package org.chama.api.dataset;

import org.osgi.annotation.versioning.Version;
