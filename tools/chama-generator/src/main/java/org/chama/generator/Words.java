package org.chama.generator;

import java.nio.charset.StandardCharsets;

/** The fixed word lists, as UTF-8; none holds the sentinel. */
final class Words {

    static final byte[] SENTINEL = utf8(Sentinel.HANZI);
    static final byte[] EMAIL = utf8(Sentinel.WORD + ".");
    static final byte[] DOMAIN = utf8("@example.com");
    static final byte[] CLOUD = utf8("云");
    static final byte[] PROVINCE = utf8("云南省");
    static final byte[] ROAD = utf8("路");
    static final byte[] NUMBER = utf8("号");
    static final byte[] BUILDING = utf8("栋");
    static final byte[] ENTRANCE = utf8("单元");
    static final byte[] ROOM = utf8("室");
    static final byte[] REGISTRY = utf8("民政局婚姻登记处");
    static final byte[] COMPANY = utf8("有限公司");
    static final byte[] SOCIETY = utf8("协会");
    static final byte[] COMPANY_NAME = utf8("云南");

    static final byte[][] SURNAMES =
            list("段 杨 李 张 王 赵 刘 陈 何 高 木 刀 罗 普 周 马 沙 和 白 董 尹 苏 施 郭 " + "吴 徐 孙 朱 胡 林 郑 谢 许 邓 冯 曹 彭 曾 欧阳 诸葛 司马 上官");
    static final byte[][] GIVEN = list("云 山 茶 马 江 岚 明 晓 文 志 建 国 玉 春 秋 兰 松 柏 峻 熙 丽 华 平 安 "
            + "永 新 海 龙 凤 雪 梅 竹 石 川 泽 宇 嘉 俊 慧 敏 静 强 伟 磊 洋 勇 军 杰 娟 涛 超 霞 桂 英 丹 萍 辉 刚 琴 月");
    static final byte[][] PLACES = list("昆明市盘龙区 昆明市官渡区 曲靖市麒麟区 玉溪市红塔区 保山市隆阳区 昭通市昭阳区 "
            + "丽江市古城区 普洱市思茅区 临沧市临翔区 楚雄彝族自治州楚雄市 红河哈尼族彝族自治州蒙自市 文山壮族苗族自治州文山市 "
            + "西双版纳傣族自治州景洪市 大理白族自治州大理市 德宏傣族景颇族自治州芒市 怒江傈僳族自治州泸水市 迪庆藏族自治州香格里拉市");
    static final byte[][] ROADS = list("楼 塔 台 营 卡 街 山 坡");
    static final byte[][] BUSINESS_ROADS = list("茶马 驿站 白塔 翠湖 洱海 红河 怒江 澜沧");
    static final byte[][] FIRMS = list("云岭 滇池 苍洱 澜湄 古滇 玉龙 乌蒙 哀牢 高黎 梅里 碧罗 无量");
    static final byte[][] TRADES = list("茶业 物流 科技 花卉 药业 矿业 旅游 能源 农业 商贸 建筑 食品");
    static final byte[][] STATES = list("存续 开业 迁出 注销");
    static final byte[] PLATES = utf8("ACDEFGHJKLMNPQRS");
    static final byte[] ENTERPRISE = utf8("91");
    static final byte[][] BODIES = list("51 52 53");

    private Words() {}

    static void name(Row row, Draw draw) {
        row.put(any(SURNAMES, draw));
        if (draw.below(4) > 0) {
            row.put(any(GIVEN, draw));
        }
        row.put(SENTINEL);
    }

    static byte[] any(byte[][] list, Draw draw) {
        return list[draw.below(list.length)];
    }

    private static byte[][] list(String words) {
        String[] each = words.split(" ");
        byte[][] list = new byte[each.length][];
        for (int i = 0; i < each.length; i++) {
            list[i] = utf8(each[i]);
        }
        return list;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
