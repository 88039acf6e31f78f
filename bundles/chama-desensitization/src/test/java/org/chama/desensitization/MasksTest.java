package org.chama.desensitization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chama.api.policy.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {

    @ParameterizedTest
    @CsvSource({
        "53000019000101007X, 530000********007X",
        "53000019000101007x, 530000********007x",
        "530000190001010010, 530000********0010",
        "530000190001010011, ***",
        "53000019000230001X, ***",
        "53000019000101007, ***",
        "530000000000000, ***",
        "530000********007X, ***",
        "A30000190001010010, ***",
        "13800000000, ***",
        "段誉, ***"
    })
    void showsCountyAndSequenceOfACitizenIdAndNothingOfWhatIsNone(String value, String masked) {
        assertThat(Try.mask(Try.of(new CitizenIdMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "13800000000, 138****0000",
        "19900000000, 199****0000",
        "12800000000, ***",
        "1380000000, ***",
        "+8613800000000, ***",
        "138-0000-0000, ***",
        "138****0000, ***",
        "1380000000O, ***",
        "段正淳, ***",
        "0871-00000000, ***"
    })
    void showsNetworkAndLastFourOfAPhoneAndNothingOfWhatIsNone(String value, String masked) {
        assertThat(Try.mask(Try.of(new PhoneMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "0871-00000000, 0871-****0000",
        "0871-0000000, 0871-****0000",
        "087100000000, 0871****0000",
        "010-00000000, 010-****0000",
        "01000000000, 010****0000",
        "00000000, ****0000",
        "0000000, ****0000",
        "0871-00000000-01, ***",
        "13800000000, ***",
        "0871-****0000, ***",
        "0871, ***",
        "大理, ***"
    })
    void showsAreaAndLastFourOfALandlineAndNothingOfWhatIsNone(String value, String masked) {
        assertThat(Try.mask(Try.of(new LandlineMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "段正淳, 段**",
        "段誉, 段**",
        "欧阳锋, 欧阳**",
        "欧阳, 欧**",
        "司马相如, 司马**",
        "阿依古丽·买买提, 阿**",
        "扎西•顿珠, 扎**",
        "𠮷野家, 𠮷**",
        "〇〇, 〇**",
        "段, ***",
        "段**, ***",
        "Duan Yu, ***",
        "段Y, ***",
        "13800000000, ***",
        "·段誉, ***"
    })
    void showsTheSurnameOnlyAndNothingOfASingleCharacter(String value, String masked) {
        assertThat(Try.mask(Try.of(new NameMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "云南省昆明市五华区华山西路1号, 云南省昆明市五华区, 云南省昆明市, 云南省",
        "云南省 昆明市 五华区 华山西路1号, 云南省 昆明市 五华区, 云南省 昆明市, 云南省",
        "云南省大理白族自治州大理市下关镇1号, 云南省大理白族自治州大理市, 云南省大理白族自治州, 云南省",
        "云南省大理州漾濞县苍山西镇1号, 云南省大理州漾濞县, 云南省大理州, 云南省",
        "大理州大理市下关镇1号, 大理州大理市, 大理州, ***",
        "云南省大理市下关镇1号, 云南省大理市, 云南省, 云南省",
        "云南省昆明市翠湖小区5号, 云南省昆明市, 云南省昆明市, 云南省",
        "云南省昆明市大理市1号, 云南省昆明市, 云南省昆明市, 云南省",
        "四川省成都市武侯区1号, 四川省, 四川省, 四川省",
        "广西壮族自治区南宁市青秀区1号, 广西壮族自治区, 广西壮族自治区, 广西壮族自治区",
        "云南省昆明市五华区, 云南省昆明市, 云南省昆明市, 云南省",
        "云南省昆明市, 云南省, 云南省, 云南省",
        "云南省, ***, ***, ***",
        "翠湖小区5号, ***, ***, ***",
        "北京路98号, ***, ***, ***",
        "13800000000, ***, ***, ***"
    })
    void cutsAnAddressBehindAKnownDivisionOnly(String value, String county, String prefecture, String province) {
        AddressMask mask = new AddressMask();
        assertThat(Try.mask(mask.compile(Try.ITEM, "level=county"), value)).isEqualTo(county);
        assertThat(Try.mask(mask.compile(Try.ITEM, ""), value)).isEqualTo(county);
        assertThat(Try.mask(mask.compile(Try.ITEM, "level=prefecture"), value)).isEqualTo(prefecture);
        assertThat(Try.mask(mask.compile(Try.ITEM, "level=province"), value)).isEqualTo(province);
    }

    @ParameterizedTest
    @CsvSource({
        "6222020000000000000, ************0000",
        "6217000000000000004, ************0004",
        "622202000000000000000, ***",
        "13800000000, ***",
        "6222 0200 0000 0000 000, ***",
        "************0000, ***"
    })
    void showsTheLastFourOfABankCardOnly(String value, String masked) {
        assertThat(Try.mask(Try.of(new BankCardMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "duanyu@example.gov.cn, ***@example.gov.cn",
        "段誉@example.cn, ***@example.cn",
        "***@example.cn, ***",
        "13800000000@163.com, ***@163.com",
        "a@13800000000.cn, ***",
        "a@b@example.cn, ***",
        "@example.cn, ***",
        "a@example, ***",
        "a@.cn, ***",
        "a@example..cn, ***",
        "a@例子.cn, ***",
        "13800000000, ***"
    })
    void showsTheDomainOfAnEmailOnly(String value, String masked) {
        assertThat(Try.mask(Try.of(new EmailMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "云A00000, 云A*****",
        "云A000000, 云A*****",
        "云A·00000, 云A*****",
        "云A-0000学, 云A*****",
        "云A*****, ***",
        "云a00000, ***",
        "云南00000, ***",
        "A00000, ***",
        "云A000, ***",
        "云A00000号车, ***"
    })
    void showsThePrefectureOfAPlateOnly(String value, String masked) {
        assertThat(Try.mask(Try.of(new PlateMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource({
        "1900-01-01, 1900",
        "19000101, 1900",
        "1900/01/01, 1900",
        "1900-01-01 12:00:00, 1900",
        "1900-01-01T12:00:00, 1900",
        "1900, <none>",
        "1900-13-01, <none>",
        "1900-01/01, <none>",
        "190001015, <none>",
        "13800000000, <none>",
        "段誉, <none>"
    })
    void showsTheYearOfADateAndNoValueForWhatIsNone(String value, String masked) {
        assertThat(Try.mask(Try.of(new DateYearMask()), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"段誉", "13800000000", "***", ""})
    void suppressesAndDropsEveryValue(String value) {
        assertThat(Try.mask(Try.of(new SuppressMask()), value)).isEqualTo("<none>");
        assertThat(Try.mask(Try.of(new DropMask()), value)).isEqualTo("<none>");
    }

    @Test
    void putsTheConstantInPlaceOfEveryOtherValue() {
        Mask mask = new ConstantMask();
        assertThat(Try.mask(mask.compile(Try.ITEM, "保密"), "段誉")).isEqualTo("保密");
        assertThat(Try.mask(mask.compile(Try.ITEM, "保密"), "保密")).isEqualTo("<none>");
        assertThatThrownBy(() -> mask.compile(Try.ITEM, "")).hasMessageContaining("constant:<text>");
    }

    @ParameterizedTest
    @CsvSource({
        "'1,2', ABCDEF, A***EF",
        "'1,2', 段正淳镇南王, 段***南王",
        "'1,2', 𠮷野家𠮷, 𠮷*家𠮷",
        "'0,4', ABCDEF, **CDEF",
        "'3,0', ABCDEF, ABC***",
        "'0,0', ABC, ***",
        "'1,2', ABC, ***",
        "'1,2', AB, ***",
        "'1,1', A*C, ***",
        "'1,1', ***, <none>"
    })
    void keepsFirstAndLastCharactersUnlessNothingIsBetween(String arguments, String value, String masked) {
        assertThat(Try.mask(new KeepMask().compile(Try.ITEM, arguments), value)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1,", ",1", "1,2,3", "-1,2", "1,x", "65,0", "999,0"})
    void refusesToKeepWhatItIsNotTold(String arguments) {
        assertThatThrownBy(() -> new KeepMask().compile(Try.ITEM, arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep:<first>,<last>")
                .hasMessageContaining("脱敏规则");
    }

    @Test
    void refusesArgumentsThatAreNotItsOwn() {
        assertThatThrownBy(() -> new PhoneMask().compile(Try.ITEM, "4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mask phone takes no arguments");
        assertThatThrownBy(() -> new AddressMask().compile(Try.ITEM, "level=street"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("level=county");
    }
}
