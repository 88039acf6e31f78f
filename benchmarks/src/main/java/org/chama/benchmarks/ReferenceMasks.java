package org.chama.benchmarks;

import java.util.Set;

/**
 * What the open copy of a person must show, computed apart from the platform's masks, from their documented forms and the forms the
 * generator writes. Whatever is of no known form is hidden whole.
 */
final class ReferenceMasks {

    private static final String HIDDEN = "***";
    private static final Set<String> COMPOUND = Set.of("欧阳", "诸葛", "司马", "上官");

    private ReferenceMasks() {}

    /** @param values of all columns; the subject identifier is dropped */
    static String[] person(String[] values) {
        return new String[] {
            values[0],
            name(values[1]),
            phone(values[3]),
            landline(values[4]),
            address(values[5]),
            bankCard(values[6]),
            email(values[7]),
            plate(values[8]),
            values[9].substring(0, 4),
            values[10],
            values[11]
        };
    }

    /** {@code 段**}, {@code 欧阳**} */
    static String name(String name) {
        boolean compound = name.length() > 2 && COMPOUND.contains(name.substring(0, 2));
        return name.length() < 2 ? HIDDEN : name.substring(0, compound ? 2 : 1) + "**";
    }

    /** {@code 138****0000} */
    static String phone(String phone) {
        return phone.length() == 11 ? phone.substring(0, 3) + "****" + phone.substring(7) : HIDDEN;
    }

    /** {@code 0871-****0000} */
    static String landline(String number) {
        int hyphen = number.indexOf('-');
        return hyphen < 0 ? HIDDEN : number.substring(0, hyphen + 1) + "****" + number.substring(number.length() - 4);
    }

    /** Up to the county: {@code 云南省昆明市五华区} */
    static String address(String address) {
        if (!address.startsWith("云南省")) {
            return HIDDEN;
        }
        int prefecture = ending(address, 3, "市州");
        return address.substring(0, ending(address, prefecture, "市区县"));
    }

    /** {@code ************0000} */
    static String bankCard(String card) {
        return "*".repeat(12) + card.substring(card.length() - 4);
    }

    /** {@code ***@example.com} */
    static String email(String email) {
        return HIDDEN + email.substring(email.indexOf('@'));
    }

    /** {@code 云A*****} */
    static String plate(String plate) {
        return plate.substring(0, 2) + "*****";
    }

    /** Behind the first of these characters at or after a place. */
    private static int ending(String text, int from, String endings) {
        int at = from;
        while (endings.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at + 1;
    }
}
