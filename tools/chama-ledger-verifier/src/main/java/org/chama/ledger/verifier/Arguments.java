package org.chama.ledger.verifier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tool was called with. */
final class Arguments {

    static final String STANDARD_INPUT = "-";

    private static final long LONGEST = 1 << 24;

    final List<String> files = new ArrayList<>();
    final PublicKeys keys = new PublicKeys();
    final Map<Long, byte[]> heads = new TreeMap<>();
    long from = 1;
    final boolean chinese;

    /** @throws UsageException when they are not right */
    Arguments(List<String> arguments) {
        chinese = chinese(arguments);
        boolean keyed = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals(STANDARD_INPUT)) {
                files.add(argument);
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new UsageException(argument + " 之后缺少值。", argument + " needs a value.");
            }
            String value = arguments.get(++i);
            switch (argument) {
                case "--key" -> {
                    key(value);
                    keyed = true;
                }
                case "--head" -> head(value);
                case "--from" -> from(value);
                case "--lang" -> language(value);
                default -> throw new UsageException("未知的选项 " + argument + "。", "There is no option " + argument + ".");
            }
        }
        if (files.isEmpty()) {
            throw new UsageException("未给出导出文件。", "No export was given.");
        }
        if (!keyed) {
            throw new UsageException("未给出公钥（--key）。", "No public key was given (--key).");
        }
        if (files.indexOf(STANDARD_INPUT) != files.lastIndexOf(STANDARD_INPUT)) {
            throw new UsageException("标准输入只能给出一次。", "Standard input can be given once only.");
        }
    }

    /** The language of everything that is said, of usage errors too: Chinese unless English is asked for. */
    static boolean chinese(List<String> arguments) {
        int at = arguments.indexOf("--lang");
        return at < 0 || at + 1 >= arguments.size() || !arguments.get(at + 1).equals("en");
    }

    private static void language(String value) {
        if (!value.equals("zh") && !value.equals("en")) {
            throw new UsageException("--lang 只能是 zh 或 en。", "--lang is zh or en.");
        }
    }

    private void from(String value) {
        if (!value.matches("[1-9][0-9]{0,17}")) {
            throw new UsageException("--from 须为块号（从 1 开始）。", "--from is the number of a block, from 1.");
        }
        from = Long.parseLong(value);
    }

    private void key(String file) {
        String pem = text(file);
        try {
            keys.add(pem);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    file + " 不是 SM2 或 P-256 公钥的 PEM 文件。", file + " is not the PEM of a public key of SM2 or P-256.");
        }
    }

    private void head(String value) {
        Map<Long, byte[]> read;
        try {
            read = PublishedHeads.read(PublishedHeads.isShort(value) ? value : text(value));
            PublishedHeads.add(heads, read);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "公布的链头互相矛盾：同一块有两个散列（" + value + "）。",
                    "The published heads contradict each other: two hashes of one block (" + value + ").");
        }
        if (read.isEmpty()) {
            throw new UsageException(value + " 中没有链头。", "There is no head in " + value + ".");
        }
    }

    private static String text(String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LONGEST) {
                throw new UsageException(file + " 过大。", file + " is too large.");
            }
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw UsageException.unreadable(file);
        }
    }
}
