package org.chama.api.policy;

import org.chama.api.dataset.Item;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to hide a value (脱敏, Article 23), offered as a service with the property {@link #NAME}. Of several with one name the hub
 * takes the one of the highest bundle version; it pins the mask for a batch and records name and version with what it produced. A
 * mask that is absent, throws, hangs or gives a value back unchanged stops the release of its dataset.
 */
@ConsumerType
public interface Mask {

    /** Service property: the name rules use. */
    String NAME = "chama.policy";

    /**
     * Makes the function for one item; called once per batch, may be kept short and must not block.
     *
     * @param arguments of the dataset's rule, empty for none
     * @throws IllegalArgumentException when the arguments are not the mask's own, with a sentence for an operator
     */
    MaskFunction compile(Item item, String arguments);
}
