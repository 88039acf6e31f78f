package org.chama.desensitization;

import java.nio.charset.StandardCharsets;
import org.chama.api.dataset.Item;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Component;

/**
 * A fixed text in place of every value: {@code constant:保密}. Leaks that there was a value. A value equal to the text has none in the
 * copy, since a mask changes every value.
 */
@Component(property = Mask.NAME + "=constant")
public final class ConstantMask implements Mask {

    @Override
    public MaskFunction compile(Item item, String arguments) {
        byte[] text = arguments.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0) {
            throw new IllegalArgumentException(
                    "mask constant needs the text to show: constant:<text> / 脱敏规则 constant 须写明替换文本: constant:<文本>");
        }
        return (source, offset, length, into) -> {
            into.put(text, 0, text.length);
            return Hidden.changed(source, offset, length, into);
        };
    }
}
