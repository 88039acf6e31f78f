package org.chama.connector.file;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.GenericFileFilter;
import org.chama.api.RefusedException;
import org.chama.api.desk.Desk;
import org.chama.camel.Connector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Takes the files a legacy system drops into {@code drop/<department>/<dataset>/}, one connector a configuration. */
@Component(configurationPid = "org.chama.connector.file", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = FileDrop.Settings.class, factory = true)
public final class FileDrop implements Connector {

    /** What an integrator sets in {@code etc/org.chama.connector.file-<name>.cfg}. */
    @ObjectClassDefinition(name = "File drop 文件投放", description = "Takes files out of a folder 从文件夹接收文件")
    public @interface Settings {

        @AttributeDefinition(description = "Short id of the providing department 提供部门短标识")
        String department();

        @AttributeDefinition(description = "Short id of the dataset 信息资源短标识")
        String dataset();

        @AttributeDefinition(description = "Drop folder; empty for the node's own 投放目录,留空为节点自带目录")
        String folder() default "";

        @AttributeDefinition(description = "auto, csv, json, json-lines, xml 文件格式")
        String format() default "auto";

        @AttributeDefinition(description = "auto, utf-8, gb18030 字符集")
        String charset() default "auto";

        @AttributeDefinition(description = "comma, semicolon, tab; empty: found from the heading 分隔符,留空自动判断")
        String delimiter() default "";

        @AttributeDefinition(description = "XML element that is a record; empty: each child of the root XML 记录元素")
        String record_element() default "";

        @AttributeDefinition(
                description =
                        "When a file is complete: done (a .done beside it), rename (a final name), quiet (done, or unchanged for a"
                                + " time) 何时视为完整")
        String complete() default "quiet";

        @AttributeDefinition(description = "Seconds without change that make a file complete 多少秒不变视为完整")
        int quiet_seconds() default 10;

        @AttributeDefinition(description = "Milliseconds between two looks at the folder 轮询间隔(毫秒)")
        int poll_millis() default 500;
    }

    private static final String SHORT_ID = "[a-z][a-z0-9-]{1,47}";

    private final Settings settings;
    private final Desk desk;

    @Activate
    public FileDrop(Settings settings, @Reference Desk desk) {
        this.settings = settings;
        this.desk = desk;
    }

    @Override
    public void define(RouteBuilder route) {
        shortId("department", settings.department());
        shortId("dataset", settings.dataset());
        if (settings.quiet_seconds() < 1 || settings.poll_millis() < 50) {
            throw new RefusedException(
                    "bad-setting",
                    "quiet.seconds 至少为 1,poll.millis 至少为 50",
                    "quiet.seconds must be at least 1 and poll.millis at least 50");
        }
        Path root = settings.folder().isBlank()
                ? Path.of(System.getProperty("karaf.base", "."), "drop")
                : Path.of(settings.folder());
        Path folder = root.resolve(settings.department())
                .resolve(settings.dataset())
                .toAbsolutePath()
                .normalize();
        Leftovers leftovers = new Leftovers(folder, settings.department(), settings.dataset(), desk, Clock.systemUTC());
        leftovers.sweep();
        Complete complete = new Complete(mode(settings.complete()), Duration.ofSeconds(settings.quiet_seconds()));
        GenericFileFilter<File> looked = file -> {
            leftovers.sweepAgain();
            return complete.accept(file);
        };
        route.bindToRegistry("complete", looked);
        route.from("file:" + folder
                        + "?noop=true&idempotent=false&readLock=none&recursive=false&filter=#complete&sortBy=file:modified"
                        + "&eagerMaxMessagesPerPoll=false&maxMessagesPerPoll=100&initialDelay=0&delay="
                        + settings.poll_millis()
                        + "&sendEmptyMessageWhenIdle=false&useFixedDelay=true&probeContentType=false")
                .to("chama:intake/" + settings.dataset() + "?format=" + settings.format() + "&charset="
                        + settings.charset() + "&delimiter=" + settings.delimiter() + "&recordElement="
                        + settings.record_element())
                .process(new DoneRemoval());
    }

    private static void shortId(String name, String value) {
        if (!value.matches(SHORT_ID)) {
            throw new RefusedException(
                    "bad-setting",
                    name + " 须为短标识(小写字母、数字和连字符)",
                    name + " must be a short id: small letters, digits and hyphens");
        }
    }

    private static Complete.Mode mode(String text) {
        return switch (text) {
            case "done" -> Complete.Mode.DONE;
            case "rename" -> Complete.Mode.RENAME;
            case "quiet" -> Complete.Mode.QUIET;
            default ->
                throw new RefusedException(
                        "bad-setting", "complete 须为 done、rename 或 quiet", "complete must be done, rename or quiet");
        };
    }
}
