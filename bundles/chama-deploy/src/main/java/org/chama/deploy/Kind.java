package org.chama.deploy;

import java.util.Locale;
import org.chama.api.RefusedException;

/** What a file of the deploy folder is, by its name. */
enum Kind {
    /** A bundle or a kar: signed inside. */
    ARCHIVE,
    /** A feature repository: signed beside it. */
    FEATURE,
    /** Settings of a connector, or a route file whose components are checked by who runs it. */
    UNSIGNED;

    private static final int LONGEST = 200;

    /** @throws RefusedException when such a file is not taken */
    static Kind of(String name) {
        boolean plain = name.length() <= LONGEST
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '-'
                                || c == '_'
                                || c == '+');
        if (!plain) {
            throw new RefusedException(
                    "wrong-name",
                    "文件名只能含字母、数字和 . - _ +,最长 " + LONGEST + " 个字符",
                    "a name has letters, digits and . - _ + only, at most " + LONGEST);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".jar") || lower.endsWith(".kar")) {
            return ARCHIVE;
        }
        if (lower.endsWith(".xml")) {
            return FEATURE;
        }
        if (lower.endsWith(".camel.yaml") || lower.startsWith("org.chama.connector.") && lower.endsWith(".cfg")) {
            return UNSIGNED;
        }
        if (lower.endsWith(".cfg")) {
            throw new RefusedException(
                    "belongs-in-etc",
                    "这里只接受连接器的配置 org.chama.connector.*.cfg;其他配置放入 etc/",
                    "only settings of connectors, org.chama.connector.*.cfg, are taken here; others belong into etc/");
        }
        throw new RefusedException(
                "unknown-kind",
                "只接受 .jar、.kar、.xml(功能仓库)、.camel.yaml 和连接器的 .cfg",
                "only .jar, .kar, .xml (features), .camel.yaml and .cfg of connectors are taken");
    }
}
