package org.chama.api.policy;

import org.chama.api.batch.Rows;
import org.osgi.annotation.versioning.ConsumerType;

/** A compiled check; one thread at a time uses it. */
@ConsumerType
@FunctionalInterface
public interface CheckFunction {

    Verdict check(Rows rows, int row);
}
