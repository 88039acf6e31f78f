package org.chama.notices;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Reach;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.desk.Listing;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Alarms in a table; a key stands at most once over all nodes. */
@Component
public final class TableAlarms implements Alarms {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final int LONGEST_KEY = 200;
    private static final int LARGEST_PAGE = 500;
    private static final String DUPLICATE = "23505";
    private static final String COLUMNS = "number, alarm_key, department, zh, en, since, ended, times";

    private final Database database;
    private final Ledger ledger;
    private final Clock clock;
    private final Actor actor;
    private final Times times;

    @Activate
    public TableAlarms(@Reference Database database, @Reference Ledger ledger, @Reference Leases leases) {
        this(database, ledger, leases.node(), Clock.systemUTC());
    }

    TableAlarms(Database database, Ledger ledger, String node, Clock clock) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.actor = Actor.machine("node:" + node);
        this.times = new Times(clock);
        database.migrate("notices", TableAlarms.class.getClassLoader());
    }

    @Override
    public void raise(Connection transaction, String key, String department, Text text) throws SQLException {
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new IllegalArgumentException("an alarm's key is 1 to " + LONGEST_KEY + " characters long");
        }
        if (!department.chars().allMatch(c -> c == '-' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("an alarm names the department by its short id");
        }
        if (stands(transaction, key)) {
            count(transaction, key);
        } else if (insert(transaction, key, department, text)) {
            times.begin(key);
            record(transaction, "alarm-raised", key, department);
        }
    }

    private static boolean stands(Connection transaction, String key) throws SQLException {
        try (PreparedStatement ask =
                transaction.prepareStatement("select number from chama.alarm where standing = ?")) {
            ask.setString(1, key);
            try (ResultSet row = ask.executeQuery()) {
                return row.next();
            }
        }
    }

    private void count(Connection transaction, String key) throws SQLException {
        long raised = times.raised(key);
        if (raised > 0) {
            try (PreparedStatement count =
                    transaction.prepareStatement("update chama.alarm set times = times + ? where standing = ?")) {
                count.setLong(1, raised);
                count.setString(2, key);
                count.executeUpdate();
            }
        }
    }

    /** @return false when another transaction raised it meanwhile; the caller's transaction goes on in both databases */
    private boolean insert(Connection transaction, String key, String department, Text text) throws SQLException {
        String sql = "insert into chama.alarm (alarm_key, standing, department, zh, en, since, times)"
                + " values (?, ?, ?, ?, ?, ?, 1)";
        boolean postgresql = database.kind() == Database.Kind.POSTGRESQL;
        try (PreparedStatement insert =
                transaction.prepareStatement(postgresql ? sql + " on conflict (standing) do nothing" : sql)) {
            insert.setString(1, key);
            insert.setString(2, key);
            insert.setString(3, department);
            insert.setString(4, text.zh());
            insert.setString(5, text.en());
            insert.setObject(6, now());
            return insert.executeUpdate() == 1;
        } catch (SQLException e) {
            if (!postgresql && DUPLICATE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void clear(Connection transaction, String key) throws SQLException {
        try (PreparedStatement end = transaction.prepareStatement(
                "update chama.alarm set standing = null, ended = ?, times = times + ? where standing = ?")) {
            end.setObject(1, now());
            end.setLong(2, times.end(key));
            end.setString(3, key);
            if (end.executeUpdate() > 0) {
                record(transaction, "alarm-cleared", key, "");
            }
        }
    }

    @Override
    public void raise(String key, String department, Text text) {
        database.write(c -> {
            raise(c, key, department, text);
            return key;
        });
    }

    @Override
    public void clear(String key) {
        database.write(c -> {
            clear(c, key);
            return key;
        });
    }

    @Override
    public Listing<Alarm> list(
            Reach reach, Optional<String> department, boolean standing, Optional<String> after, int limit) {
        if (reach.isEmpty()) {
            return new Listing<>(List.of(), Optional.empty());
        }
        long before = after.map(TableAlarms::number).orElse(Long.MAX_VALUE);
        int size = Math.max(1, Math.min(limit, LARGEST_PAGE));
        String sql = "select " + COLUMNS + " from chama.alarm where number < ?"
                + (standing ? " and standing is not null" : "")
                + (department.isPresent() ? " and department = ?" : "")
                + (reach.everywhere()
                        ? ""
                        : " and department in ("
                                + String.join(
                                        ", ",
                                        Collections.nCopies(reach.departments().size(), "?"))
                                + ")")
                + " order by number desc fetch first " + (size + 1) + " rows only";
        List<Alarm> found = database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(sql)) {
                int place = 1;
                ask.setLong(place++, before);
                if (department.isPresent()) {
                    ask.setString(place++, department.get());
                }
                for (String one : reach.departments()) {
                    ask.setString(place++, one);
                }
                return alarms(ask);
            }
        });
        if (found.size() <= size) {
            return new Listing<>(found, Optional.empty());
        }
        List<Alarm> page = found.subList(0, size);
        return new Listing<>(page, Optional.of(Long.toString(page.get(size - 1).number())));
    }

    @Override
    public Optional<Alarm> standing(long number) {
        return database.read(c -> {
            try (PreparedStatement ask = c.prepareStatement(
                    "select " + COLUMNS + " from chama.alarm where number = ? and standing is not null")) {
                ask.setLong(1, number);
                return alarms(ask).stream().findFirst();
            }
        });
    }

    private static List<Alarm> alarms(PreparedStatement ask) throws SQLException {
        List<Alarm> alarms = new ArrayList<>();
        try (ResultSet rows = ask.executeQuery()) {
            while (rows.next()) {
                alarms.add(alarm(rows));
            }
        }
        return alarms;
    }

    private void record(Connection transaction, String kind, String key, String department) throws SQLException {
        String detail = department.isEmpty() ? "{}" : "{\"department\":\"" + department + "\"}";
        ledger.append(transaction, List.of(new Ledger.Entry(actor, kind, "alarm:" + key, detail)));
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new RefusedException(
                    "wrong-after", "翻页标记 after 不是本列表给出的值。", "The page token \"after\" is not one this list gave.");
        }
    }

    private static Alarm alarm(ResultSet row) throws SQLException {
        return new Alarm(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                new Text(row.getString(4), row.getString(5)),
                shanghai(row.getObject(6, OffsetDateTime.class)),
                Optional.ofNullable(row.getObject(7, OffsetDateTime.class)).map(TableAlarms::shanghai),
                row.getLong(8));
    }

    private static OffsetDateTime shanghai(OffsetDateTime moment) {
        return moment.atZoneSameInstant(SHANGHAI).toOffsetDateTime();
    }
}
