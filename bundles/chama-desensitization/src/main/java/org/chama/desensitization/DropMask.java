package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/** What the hub does to subject identifiers: no value in the copy. Leaks nothing. */
@Component(property = Mask.NAME + "=drop")
public final class DropMask implements Mask {

    @Override
    public MaskFunction compile(Item item, String arguments) {
        Hidden.noArguments("drop", arguments);
        return (source, offset, length, into) -> false;
    }
}
