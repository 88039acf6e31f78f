package org.chama.api.policy;

import org.chama.api.dataset.Dataset;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A rule that says whether a record is right (校验), offered as a service with the property {@link Mask#NAME} and named by datasets.
 * A named check that is absent makes the dataset's batches wait; one that throws fails the batch, never passes it.
 */
@ConsumerType
public interface Check {

    /** Makes the function for one dataset version; called once per batch. */
    CheckFunction compile(Dataset dataset);
}
