package org.chama.desensitization;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.ItemType;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;

/** Masks a value as the hub does: from the middle of a greater array, into a Bytes that was used before. */
final class Try {

    static final Item ITEM = new Item(1, "value", "值", ItemType.CHARACTER, 0, 0, false, Optional.empty(), false);

    private Try() {}

    /** Every mask, with arguments where it needs some. */
    static Map<String, MaskFunction> all() {
        Map<String, MaskFunction> all = new LinkedHashMap<>();
        all.put("citizen-id", of(new CitizenIdMask()));
        all.put("phone", of(new PhoneMask()));
        all.put("landline", of(new LandlineMask()));
        all.put("name", of(new NameMask()));
        all.put("address", of(new AddressMask()));
        all.put("address-province", new AddressMask().compile(ITEM, "level=province"));
        all.put("bank-card", of(new BankCardMask()));
        all.put("email", of(new EmailMask()));
        all.put("plate", of(new PlateMask()));
        all.put("date-year", of(new DateYearMask()));
        all.put("suppress", of(new SuppressMask()));
        all.put("drop", of(new DropMask()));
        all.put("constant", new ConstantMask().compile(ITEM, "保密"));
        all.put("keep", new KeepMask().compile(ITEM, "1,2"));
        return all;
    }

    static MaskFunction of(Mask mask) {
        return mask.compile(ITEM, "");
    }

    /** The masked value, {@code <none>} when the copy has none. */
    static String mask(MaskFunction function, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        byte[] source = new byte[bytes.length + 14];
        Arrays.fill(source, (byte) '7');
        System.arraycopy(bytes, 0, source, 7, bytes.length);
        Bytes into = new Bytes();
        into.put("left over");
        into.clear();
        return function.apply(source, 7, bytes.length, into) ? into.toString() : "<none>";
    }
}
