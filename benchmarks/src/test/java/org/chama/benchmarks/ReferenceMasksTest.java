package org.chama.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceMasksTest {

    @Test
    void hidesAsDocumented() {
        assertThat(ReferenceMasks.name("段哨")).isEqualTo("段**");
        assertThat(ReferenceMasks.name("欧阳哨")).isEqualTo("欧阳**");
        assertThat(ReferenceMasks.phone("13800000000")).isEqualTo("138****0000");
        assertThat(ReferenceMasks.landline("0871-00000000")).isEqualTo("0871-****0000");
        assertThat(ReferenceMasks.bankCard("6222020000000000000")).isEqualTo("************0000");
        assertThat(ReferenceMasks.email("SENTINEL.1@example.com")).isEqualTo("***@example.com");
        assertThat(ReferenceMasks.plate("云AI0001")).isEqualTo("云A*****");
    }

    @Test
    void cutsAddressesBehindTheCounty() {
        assertThat(ReferenceMasks.address("云南省昆明市盘龙区哨楼路1号")).isEqualTo("云南省昆明市盘龙区");
        assertThat(ReferenceMasks.address("云南省楚雄彝族自治州楚雄市哨台路1号")).isEqualTo("云南省楚雄彝族自治州楚雄市");
        assertThat(ReferenceMasks.address("云南省德宏傣族景颇族自治州芒市哨街路1号")).isEqualTo("云南省德宏傣族景颇族自治州芒市");
        assertThat(ReferenceMasks.address("东门")).isEqualTo("***");
    }
}
