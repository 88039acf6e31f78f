package org.chama.generator;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The command line: files, and the simulated legacy systems. */
public final class Main {

    private static final String USAGE =
            """
            用法 / usage: java -jar chama-generator.jar COMMAND OPTIONS

            generate  写一个文件并给出应得结果 / writes one file and says what must become of it
              --out FILE
            expect    只给出应得结果 / only says what must become of the rows
            drop      只认识一个目录的旧系统 / a legacy system that knows only a folder
              --folder DIR [--files N (1; 0: no end)] [--interval SECONDS (5)] [--name PREFIX (kind)]
            publish   只认识一个 WSDL 地址的旧系统 / a legacy system that knows only the URL of a WSDL
              --url URL --dataset ID [--batch ROWS (100)] [--interval SECONDS (0)] [--soap 1.1|1.2]
              [--request PREFIX (kind-seed)] [--client NAME --secret-file FILE]

            都可用 / with every command:
              [--kind person|enterprise|marriage] [--rows N (1000; drop: each file)] [--from INDEX (0)] [--seed S (20260101)]
              [--dirty SHARE (0)] [--duplicates SHARE (0)]
            除 publish / all but publish:
              [--format csv|json|json-lines|xml|fixed] [--charset utf-8|utf-8-bom|gb18030]
              [--titles (Chinese headings)] [--stored-only (leave out what must be rejected)]
            """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(new Main(out, err).run(arguments));
    }

    /** Exit status: 0 done, 1 it failed or was refused, 2 it was asked wrongly. */
    int run(String... arguments) {
        try {
            if (arguments.length == 0) {
                throw new IllegalArgumentException("缺少命令 / the command is missing");
            }
            Arguments options = new Arguments(arguments, 1, Set.of("--titles", "--stored-only"));
            return switch (arguments[0]) {
                case "generate" -> generate(options);
                case "expect" -> expect(options);
                case "drop" -> drop(options);
                case "publish" -> publish(options);
                default -> throw new IllegalArgumentException("未知命令 / unknown command: " + arguments[0]);
            };
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return MISUSED;
        } catch (IOException e) {
            err.println("失败 / failed: " + e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private int generate(Arguments options) throws IOException {
        Emission emission = emission(options);
        Path file = Path.of(options.text("--out"));
        long from = from(options);
        long rows = rows(options);
        options.done();
        try (OutputStream stream = Files.newOutputStream(file)) {
            out.println(emission.write(from, rows, stream) + " file=" + file.getFileName());
        }
        return OK;
    }

    private int expect(Arguments options) throws IOException {
        Emission emission = emission(options);
        long from = from(options);
        long rows = rows(options);
        options.done();
        out.println(emission.write(from, rows, OutputStream.nullOutputStream()));
        return OK;
    }

    private int drop(Arguments options) throws IOException, InterruptedException {
        Emission emission = emission(options);
        Path folder = Path.of(options.text("--folder"));
        String name = options.text("--name", emission.recipe().kind().word());
        long from = from(options);
        long rows = rows(options);
        long files = options.number("--files", 0, 1);
        Duration interval = Duration.ofSeconds(options.number("--interval", 0, 5));
        options.done();
        out.println(new DropFolder(emission, folder, name).drop(from, rows, files, interval, out));
        return OK;
    }

    private int publish(Arguments options) throws IOException, InterruptedException {
        Recipe recipe = recipe(options, Format.XML, Encoding.UTF_8);
        URI url = URI.create(options.text("--url"));
        String dataset = word(options.text("--dataset"));
        String prefix = word(options.text("--request", recipe.kind().word() + "-" + recipe.seed()));
        String soap = options.text("--soap", "1.1");
        if (!soap.equals("1.1") && !soap.equals("1.2")) {
            throw new IllegalArgumentException("可选值 / one of: --soap 1.1, 1.2");
        }
        Optional<Signer> signer = signer(options);
        long from = from(options);
        long rows = rows(options);
        long batch = options.number("--batch", 1, 100);
        Duration interval = Duration.ofSeconds(options.number("--interval", 0, 0));
        options.done();
        Publisher publisher = new Publisher(recipe, soap.equals("1.2"), dataset, signer);
        URI endpoint = publisher.endpoint(url);
        for (long done = 0; done < rows; done += batch) {
            if (done > 0) {
                Thread.sleep(interval.toMillis());
            }
            long count = Math.min(batch, rows - done);
            if (!publisher.publish(endpoint, prefix + "-" + (from + done), from + done, count, out)) {
                return FAILED;
            }
        }
        out.println(Expected.of(recipe, from, rows));
        return OK;
    }

    private static Emission emission(Arguments options) {
        Recipe recipe = recipe(
                options,
                options.choice("--format", Format.class, Format.CSV),
                options.choice("--charset", Encoding.class, Encoding.UTF_8));
        return new Emission(recipe, options.flag("--titles"), options.flag("--stored-only"));
    }

    private static Recipe recipe(Arguments options, Format format, Encoding encoding) {
        return new Recipe(
                options.choice("--kind", Kind.class, Kind.PERSON),
                options.number("--seed", Long.MIN_VALUE, Recipe.SEED),
                format,
                encoding,
                options.share("--dirty"),
                options.share("--duplicates"));
    }

    private static long from(Arguments options) {
        return options.number("--from", 0, 0);
    }

    private static long rows(Arguments options) {
        return options.number("--rows", 1, 1000);
    }

    /** The secret comes from a file: the arguments of a process are for all to see. */
    private static Optional<Signer> signer(Arguments options) throws IOException {
        String client = options.text("--client", "");
        if (client.isEmpty()) {
            return Optional.empty();
        }
        String secret = Files.readString(Path.of(options.text("--secret-file"))).strip();
        return Optional.of(new Signer(word(client), secret, Clock.systemUTC()));
    }

    /** What goes into an envelope as it is. */
    private static String word(String text) {
        if (!text.matches("[A-Za-z0-9._:-]+")) {
            throw new IllegalArgumentException("含有不允许的字符 / has a character that is not allowed: " + text);
        }
        return text;
    }
}
