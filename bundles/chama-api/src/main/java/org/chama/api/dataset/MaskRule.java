package org.chama.api.dataset;

import java.util.Objects;

/**
 * How an item is hidden in the open zone: the name of a mask and what it is told.
 *
 * @param policy the name under which a mask is offered (service property {@code chama.policy})
 * @param arguments as the mask documents them; empty for none
 */
public record MaskRule(String policy, String arguments) {

    public MaskRule {
        Objects.requireNonNull(policy);
        Objects.requireNonNull(arguments);
    }

    /** Reads {@code policy} or {@code policy:arguments}. */
    public static MaskRule parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new MaskRule(text.strip(), "")
                : new MaskRule(
                        text.substring(0, colon).strip(),
                        text.substring(colon + 1).strip());
    }

    @Override
    public String toString() {
        return arguments.isEmpty() ? policy : policy + ":" + arguments;
    }
}
