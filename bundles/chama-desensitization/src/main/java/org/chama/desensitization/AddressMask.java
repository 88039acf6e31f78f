package org.chama.desensitization;

import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Address, cut behind its county: {@code 云南省昆明市五华区}. The argument {@code level=province}, {@code level=prefecture} or
 * {@code level=county} (as without) says how far it may go. Only names in {@code divisions.txt} are shown (provinces, and of Yunnan
 * prefectures and counties): a 小区, 社区 or 市场 that ends like a county never is, an address in another province shows the
 * province. Leaks where a person lives among some ten thousand others, few in the smallest counties. When nothing would be hidden one
 * level less is shown; whatever begins with no known name is hidden whole.
 */
@Component(property = Mask.NAME + "=address")
public final class AddressMask implements Mask {

    private static final String LEVEL = "level=";

    private final Divisions divisions;

    @Activate
    public AddressMask() {
        this(Divisions.load());
    }

    AddressMask(Divisions divisions) {
        this.divisions = divisions;
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        int levels =
                switch (arguments) {
                    case "", LEVEL + "county" -> 3;
                    case LEVEL + "prefecture" -> 2;
                    case LEVEL + "province" -> 1;
                    default ->
                        throw new IllegalArgumentException(
                                "mask address takes level=province, level=prefecture or level=county"
                                        + " / 脱敏规则 address 的参数为 level=province、level=prefecture 或 level=county");
                };
        return (source, offset, length, into) -> apply(levels, source, offset, length, into);
    }

    private boolean apply(int levels, byte[] source, int offset, int length, Bytes into) {
        int end = offset + length;
        int province = offset + divisions.province(source, offset, end);
        int cut = province > offset && province < end ? province : offset;
        if (levels > 1) {
            int at = blank(source, province, end);
            int index = divisions.prefecture(source, at, end);
            int prefecture = at + (index < 0 ? 0 : divisions.prefectureBytes(index, source, at, end));
            cut = prefecture > at && prefecture < end ? prefecture : cut;
            if (levels > 2) {
                at = blank(source, prefecture, end);
                int county = at + divisions.county(index, source, at, end);
                cut = county > at && county < end ? county : cut;
            }
        }
        if (cut == offset) {
            return Hidden.whole(source, offset, length, into);
        }
        into.put(source, offset, cut - offset);
        return true;
    }

    private static int blank(byte[] source, int at, int end) {
        return at < end && source[at] == ' ' ? at + 1 : at;
    }
}
