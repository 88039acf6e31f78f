package org.chama.directory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.chama.api.access.Caller;
import org.chama.api.access.Identity;
import org.chama.api.access.Origin;
import org.chama.api.access.Permission;
import org.chama.api.database.Database;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings refusals into the ledger in bounded number. Of a known identity each has its line, at most {@value #MOST_LINES} in a window,
 * then one with a count; without identity there is one line a door, network and window with a count, at most {@value #MOST_NETWORKS}
 * networks, then {@code others}. A refusal stands even when its line cannot be written. Thread-safe.
 */
final class Refusals {

    static final int MOST_LINES = 60;
    static final int MOST_NETWORKS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String KIND = "refused";
    private static final String OTHERS = "others";
    private static final int MOST_WORDS = 20;

    private final Database database;
    private final Ledger ledger;
    private final Register register;
    private final Clock clock;
    private final long windowMillis;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<Door, Strangers> strangers = new HashMap<>();
    private long windowBegan;
    private volatile boolean away;

    Refusals(Register register, Ledger ledger, Duration window) {
        this.database = register.database();
        this.ledger = ledger;
        this.register = register;
        this.clock = register.clock();
        this.windowMillis = window.toMillis();
        this.windowBegan = clock.millis();
    }

    private record Door(Origin.Channel channel, String network) {}

    /** @param actor as it was at the last refusal */
    private record Known(Actor actor, int lines, long more) {}

    private static final class Strangers {
        private long count;
        private final Map<String, Long> codes = new TreeMap<>();
        private final Map<String, Long> permissions = new TreeMap<>();
        private final Map<String, Long> claimed = new TreeMap<>();
    }

    /** A known identity was not allowed something. */
    void forbidden(Caller caller, Permission permission, String department, String about, String code) {
        line(
                caller,
                about.isEmpty() ? "permission:" + permission : about,
                new Json()
                        .put("permission", permission.name())
                        .put("department", department)
                        .put("code", code));
    }

    /** A door did not let a known identity go on. */
    void turnedAway(Caller caller, String about, String code) {
        line(caller, about, new Json().put("code", code));
    }

    private void line(Caller caller, String about, Json detail) {
        Actor actor = actor(caller);
        if (mayWrite(actor)) {
            write(List.of(new Ledger.Entry(actor, KIND, about, detail.end())));
        }
    }

    private synchronized boolean mayWrite(Actor actor) {
        Known one = known.getOrDefault(actor.name(), new Known(actor, 0, 0));
        boolean line = one.lines() < MOST_LINES;
        known.put(
                actor.name(),
                line ? new Known(actor, one.lines() + 1, one.more()) : new Known(actor, one.lines(), one.more() + 1));
        return line;
    }

    private static Actor actor(Caller caller) {
        Identity identity = caller.identity();
        List<String> departments = identity.held().stream()
                .map(held -> held.department())
                .distinct()
                .toList();
        List<String> roles = identity.held().stream()
                .map(held -> held.role().name())
                .distinct()
                .toList();
        return new Actor(
                identity.actor(),
                departments.size() == 1 ? departments.get(0) : "",
                roles.size() == 1 ? roles.get(0) : "",
                channel(caller.origin().channel()),
                caller.origin().request());
    }

    /** Somebody without identity was turned away where a permission is needed. */
    void stranger(Origin origin, Permission permission, String code) {
        count(origin, code, permission.name(), "");
    }

    /** @param claimed name that was given; counted only when it is one of the directory */
    void unproved(Origin origin, String claimed, String code) {
        boolean real = register.account(claimed).isPresent()
                || register.client(claimed).isPresent();
        count(origin, code, "", real ? claimed : "");
    }

    private synchronized void count(Origin origin, String code, String permission, String claimed) {
        Door door = new Door(origin.channel(), Network.of(origin.address()));
        if (!strangers.containsKey(door) && strangers.size() >= MOST_NETWORKS) {
            door = new Door(origin.channel(), OTHERS);
        }
        Strangers there = strangers.computeIfAbsent(door, d -> new Strangers());
        there.count++;
        add(there.codes, code);
        add(there.permissions, permission);
        add(there.claimed, claimed);
    }

    private static void add(Map<String, Long> counts, String word) {
        if (!word.isEmpty()) {
            counts.merge(counts.containsKey(word) || counts.size() < MOST_WORDS ? word : OTHERS, 1L, Long::sum);
        }
    }

    /** Writes what was counted when the window is over. */
    void look() {
        if (clock.millis() - windowBegan >= windowMillis) {
            flush();
        }
    }

    /** Writes what was counted now and begins another window. */
    void flush() {
        List<Ledger.Entry> entries = take();
        if (!entries.isEmpty()) {
            write(entries);
        }
    }

    private synchronized List<Ledger.Entry> take() {
        List<Ledger.Entry> entries = new ArrayList<>();
        known.values().stream()
                .filter(one -> one.more() > 0)
                .forEach(one -> entries.add(new Ledger.Entry(
                        one.actor(),
                        KIND,
                        one.actor().name(),
                        new Json().put("count", one.more()).end())));
        strangers.forEach((door, there) -> entries.add(new Ledger.Entry(
                new Actor("nobody", "", "", channel(door.channel()), ""),
                KIND,
                "door:" + channel(door.channel()),
                new Json()
                        .put("network", door.network())
                        .put("count", there.count)
                        .put("codes", there.codes)
                        .put("permissions", there.permissions)
                        .put("claimed", there.claimed)
                        .end())));
        known.clear();
        strangers.clear();
        windowBegan = clock.millis();
        return entries;
    }

    private void write(List<Ledger.Entry> entries) {
        try {
            database.write(c -> append(c, entries));
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                LOG.error("refusals cannot be recorded: {}", e.getMessage());
            }
        }
    }

    private Integer append(Connection c, List<Ledger.Entry> entries) throws SQLException {
        ledger.append(c, entries);
        return entries.size();
    }

    private static String channel(Origin.Channel channel) {
        return channel.name().toLowerCase(Locale.ROOT);
    }

    /** For tests: how much is remembered. */
    synchronized Set<String> doors() {
        return Set.copyOf(strangers.keySet().stream().map(Door::network).toList());
    }
}
