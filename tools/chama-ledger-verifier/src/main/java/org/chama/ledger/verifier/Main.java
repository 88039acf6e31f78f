package org.chama.ledger.verifier;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Verifies exports of a ledger offline: ends with 0 when they are right, 1 when something is wrong, 2 when it was called wrongly, 3
 * when nothing is wrong but the time of lines.
 */
public final class Main {

    static final int GOOD = 0;
    static final int FOUND = 1;
    static final int USAGE = 2;
    static final int MOMENTS = 3;

    private static final String USAGE_ZH =
            """
            用法：java -jar chama-ledger-verifier.jar <导出文件|归档文件|-> … --key <公钥.pem> [--key …] [--head <链头.json|块号:散列>] … [--from <块号>] [--lang zh|en]
            公钥和链头须另行取得，不得取自被检验的系统。多个文件按先后给出，须首尾相接。
            输入须从 --from 所给的块（默认第 1 块）开始。
            退出码：0 一致；1 发现问题；2 用法错误或文件无法读取；3 仅有行的时间不可信。""";
    private static final String USAGE_EN =
            """
            usage: java -jar chama-ledger-verifier.jar <export|archive|-> … --key <public.pem> [--key …] [--head <heads.json|block:hash>] … [--from <block>] [--lang zh|en]
            Obtain key and heads apart, not from the system that is verified. Several files in their order, each beginning where the one before ends.
            The input must begin with the block --from names (1 unless given).
            Ends with 0 when all is right, 1 when something is wrong, 2 when called wrongly or when a file cannot be read,
            3 when nothing is wrong but the time of lines.""";

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.in, out, err));
    }

    static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        try {
            Arguments given = new Arguments(arguments);
            Outcome outcome = verify(given, in);
            new Report(outcome, given.chinese).print(out);
            if (outcome.finding().isEmpty()) {
                return GOOD;
            }
            return outcome.whole() ? MOMENTS : FOUND;
        } catch (UsageException e) {
            boolean chinese = Arguments.chinese(arguments);
            err.println(e.in(chinese));
            err.println(chinese ? USAGE_ZH : USAGE_EN);
            return USAGE;
        }
    }

    private static Outcome verify(Arguments given, InputStream in) {
        ExportReader reader = new ExportReader(given.keys, given.from, given.heads);
        Optional<String> before = Optional.empty();
        for (String file : given.files) {
            read(reader, file, in, before);
            before = file.equals(Arguments.STANDARD_INPUT) ? Optional.empty() : Optional.of(file);
        }
        return reader.finish();
    }

    private static void read(ExportReader reader, String file, InputStream standard, Optional<String> before) {
        try (InputStream stream =
                file.equals(Arguments.STANDARD_INPUT) ? standard : Files.newInputStream(Path.of(file))) {
            reader.read(stream, () -> before.map(Main::digest));
        } catch (IOException e) {
            throw UsageException.unreadable(file);
        }
    }

    private static String digest(String file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file)))) {
            return HexFormat.of().formatHex(Sm3.of(in));
        } catch (IOException e) {
            throw UsageException.unreadable(file);
        }
    }
}
