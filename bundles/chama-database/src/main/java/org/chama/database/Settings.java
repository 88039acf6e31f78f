package org.chama.database;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.store.Zone;

/**
 * Where the database is and who we are there.
 *
 * @param url {@code jdbc:h2:file:…} or {@code jdbc:postgresql:…}, without password
 * @param hub the role that owns everything
 * @param share the role that may only read the schema {@code share}
 * @param open the role that may only read the schema {@code open}
 * @param connections of the hub at most
 * @param silenceSeconds after which a run of a node that gave no sign of life counts as dead
 */
public record Settings(String url, Login hub, Login share, Login open, int connections, int silenceSeconds) {

    static final int CONNECTIONS = 8;
    static final int SILENCE_SECONDS = 10;
    static final String HUB = "chama";
    static final String SHARE_READER = "chama_share_reader";
    static final String OPEN_READER = "chama_open_reader";

    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    public Settings {
        Objects.requireNonNull(url);
        if (!url.startsWith(H2) && !url.startsWith(POSTGRESQL)) {
            throw new RefusedException(
                    "database-url",
                    "数据库地址 url 须以 jdbc:h2:file: 或 jdbc:postgresql: 开头。",
                    "The database url must begin with jdbc:h2:file: or jdbc:postgresql:.");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=")) {
            throw new RefusedException(
                    "database-url",
                    "数据库地址 url 不得含有口令：请把口令写入只有属主可读的文件，并在配置中给出该文件的路径。",
                    "The database url must not hold a password: put it into an owner-only file and name the file.");
        }
        if (hub.user().equalsIgnoreCase(share.user())
                || hub.user().equalsIgnoreCase(open.user())
                || share.user().equalsIgnoreCase(open.user())) {
            throw new RefusedException(
                    "database-roles",
                    "枢纽、共享只读、开放只读三个数据库角色必须各不相同。",
                    "The database roles of the hub, the share reader and the open reader must be three different ones.");
        }
        if (connections < 2 || connections > 200) {
            throw new RefusedException(
                    "database-connections", "connections 须在 2 到 200 之间。", "connections must be between 2 and 200.");
        }
        if (silenceSeconds < 5 || silenceSeconds > 3600) {
            throw new RefusedException(
                    "database-silence",
                    "silence.seconds 须在 5 到 3600 之间。",
                    "silence.seconds must be between 5 and 3600.");
        }
    }

    /** H2 in {@code <data>/database}, its passwords in {@code <data>/secrets}. */
    public static Settings h2(Path data) {
        return of(H2 + "file:" + data.toAbsolutePath().resolve("database/chama"), data);
    }

    /** The roles' usual names; H2's passwords in {@code <data>/secrets}, PostgreSQL's nowhere. */
    public static Settings of(String url, Path data) {
        Path secrets = data.toAbsolutePath().resolve("secrets");
        return new Settings(
                url,
                login(url, HUB, secrets),
                login(url, SHARE_READER, secrets),
                login(url, OPEN_READER, secrets),
                CONNECTIONS,
                SILENCE_SECONDS);
    }

    private static Login login(String url, String user, Path secrets) {
        return new Login(
                user, url.startsWith(H2) ? Optional.of(secrets.resolve("database-" + user)) : Optional.empty());
    }

    boolean postgresql() {
        return url.startsWith(POSTGRESQL);
    }

    Login reader(Zone zone) {
        return zone == Zone.SHARE ? share : open;
    }
}
