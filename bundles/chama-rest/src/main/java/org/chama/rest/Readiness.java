package org.chama.rest;

import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.chama.api.Text;
import org.chama.api.broker.Queues;
import org.chama.api.database.Database;

/** Whether the node can take data now, and its doors answer, part by part. Answers within {@value #SECONDS} seconds even when the database hangs. Thread-safe. */
final class Readiness {

    static final int SECONDS = 3;

    private final Platform platform;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile List<Part> known = List.of();
    private FutureTask<Boolean> question;

    Readiness(Platform platform) {
        this.platform = platform;
    }

    /** @param missing why it is not ready; empty when it is */
    record Part(String name, Optional<Text> missing) {}

    /** What holds now, or what was last known while somebody else asks: however many ask, one thread looks. */
    List<Part> parts() {
        if (known.isEmpty()) {
            asking.lock();
        } else if (!asking.tryLock()) {
            return known;
        }
        try {
            known = ask();
            return known;
        } finally {
            asking.unlock();
        }
    }

    private List<Part> ask() {
        List<Part> parts = new ArrayList<>();
        parts.add(service("intake", platform.intake, "受理入口尚未启动", "the intake has not started"));
        parts.add(service("datasets", platform.datasets, "信息资源目录尚未载入", "the datasets are not loaded"));
        parts.add(service("store", platform.store, "数据存储尚未启动", "the store has not started"));
        parts.add(service("desk", platform.desk, "运维台尚未启动", "the desk has not started"));
        parts.add(service(
                "directory",
                platform.authentication == null || platform.access == null ? null : platform.access,
                "用户与权限目录尚未启动",
                "the directory has not started"));
        parts.add(queues(platform.queues));
        parts.add(database(platform.database));
        parts.add(doors());
        return parts;
    }

    private Part doors() {
        List<String> missing =
                Doors.missing(Optional.ofNullable(platform.components), Optional.ofNullable(platform.connectors));
        return service(
                "doors",
                missing.isEmpty() ? missing : null,
                "接入端尚未就绪: " + String.join("、", missing),
                "doors that are not up yet: " + String.join(", ", missing));
    }

    private static Part service(String name, Object service, String zh, String en) {
        return new Part(name, service == null ? Optional.of(new Text(zh, en)) : Optional.empty());
    }

    private static Part queues(Queues queues) {
        if (queues == null) {
            return service("queues", null, "消息队列尚未启动", "the queues have not started");
        }
        return service("queues", queues.up() ? queues : null, "消息代理没有应答", "the broker does not answer");
    }

    private Part database(Database database) {
        if (database == null) {
            return service("database", null, "数据库模块尚未启动", "the database module has not started");
        }
        return service("database", answers(database) ? database : null, "数据库没有应答", "the database does not answer");
    }

    private boolean answers(Database database) {
        try {
            return asked(database).get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One question at a time: while the database hangs nobody piles up threads behind it. */
    private synchronized FutureTask<Boolean> asked(Database database) {
        if (question == null || question.isDone()) {
            question = new FutureTask<>(() -> database.read(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet one = statement.executeQuery("select 1")) {
                    return one.next();
                }
            }));
            Thread thread = new Thread(question, "chama-readiness");
            thread.setDaemon(true);
            thread.start();
        }
        return question;
    }
}
