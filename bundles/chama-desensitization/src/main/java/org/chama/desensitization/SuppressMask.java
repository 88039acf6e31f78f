package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/** No value in the copy (抑制): a value and none look the same there. Leaks nothing. */
@Component(property = Mask.NAME + "=suppress")
public final class SuppressMask implements Mask {

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("suppress", arguments);
        return (source, offset, length, into) -> false;
    }
}
