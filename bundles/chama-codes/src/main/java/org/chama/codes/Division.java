package org.chama.codes;

/**
 * Administrative division code (行政区划代码, GB/T 2260) of Yunnan by its form alone: {@code 53} and four digits, the level told by
 * trailing zeros. Which codes are or were assigned is a matter of tables with dates, not of this class.
 */
public final class Division {

    /** Digits of a division code. */
    public static final int LENGTH = 6;

    private Division() {}

    /** How far down a code goes. */
    public enum Level {
        /** Not the form of a division of Yunnan: another province, a county without prefecture, a 市辖区 placeholder. */
        NONE,
        /** 省级: {@code 530000}. */
        PROVINCE,
        /** 州(市)级: {@code 53xx00}. */
        PREFECTURE,
        /** 县级. */
        COUNTY
    }

    /** The level of a code, {@link Level#NONE} for anything that is none. */
    public static Level level(byte[] data, int offset, int length) {
        if (length != LENGTH || data[offset] != '5' || data[offset + 1] != '3') {
            return Level.NONE;
        }
        for (int i = 2; i < LENGTH; i++) {
            if (data[offset + i] < '0' || data[offset + i] > '9') {
                return Level.NONE;
            }
        }
        int prefecture = pair(data, offset + 2);
        int county = pair(data, offset + 4);
        if (prefecture == 0) {
            return county == 0 ? Level.PROVINCE : Level.NONE;
        }
        if (county == 0) {
            return Level.PREFECTURE;
        }
        return county == 1 && isCity(prefecture) ? Level.NONE : Level.COUNTY;
    }

    /** GB/T 2260 keeps 01-20 and 51-70 for cities, whose 01 is the placeholder 市辖区; in an autonomous prefecture it is a county. */
    private static boolean isCity(int prefecture) {
        return prefecture <= 20 || prefecture >= 51 && prefecture <= 70;
    }

    private static int pair(byte[] data, int offset) {
        return (data[offset] - '0') * 10 + data[offset + 1] - '0';
    }
}
