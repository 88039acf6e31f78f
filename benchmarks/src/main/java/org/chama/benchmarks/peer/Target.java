package org.chama.benchmarks.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The file, the empty table and the way to it. */
final class Target implements AutoCloseable {

    /** Columns of the file with a type of their own; all others are texts. */
    private static final int SEQ = 0;

    private static final int BIRTH_DATE = 9;
    private static final int INCOME = 10;
    private static final int UPDATE_TIME = 11;
    private static final int COLUMNS = 12;

    private final HikariDataSource pool;
    private final String table;
    private final Path file;
    private final long rows;
    private final boolean h2;

    /** @param script makes the table; empty when it is there */
    Target(String url, String user, String table, String script, Path file, long rows) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword("");
        config.setMaximumPoolSize(2);
        this.pool = new HikariDataSource(config);
        this.table = table;
        this.file = file;
        this.rows = rows;
        this.h2 = url.startsWith("jdbc:h2:");
        if (!script.isEmpty()) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(script);
            }
        }
    }

    HikariDataSource pool() {
        return pool;
    }

    Path file() {
        return file;
    }

    long rows() {
        return rows;
    }

    /** Whether a commit is on disk only after {@code CHECKPOINT SYNC}. */
    boolean needsCheckpoint() {
        return h2;
    }

    /** @param value what stands for a value, by column */
    String insert(IntFunction<String> value, String arrival, String position) {
        StringBuilder names = new StringBuilder("insert into " + table + " (arrival, position");
        StringBuilder values = new StringBuilder(") values (" + arrival + ", " + position);
        for (int i = 0; i < COLUMNS; i++) {
            names.append(", i").append(i + 1);
            values.append(", ").append(value.apply(i));
        }
        return names.append(values).append(')').toString();
    }

    /** Sets arrival, position and the values of a record. */
    static void bind(PreparedStatement insert, long position, CsvRecord record) throws SQLException {
        insert.setLong(1, 1);
        insert.setLong(2, position);
        for (int i = 0; i < COLUMNS; i++) {
            String value = record.getField(i);
            switch (i) {
                case SEQ, INCOME -> insert.setLong(i + 3, Long.parseLong(value));
                case BIRTH_DATE -> insert.setObject(i + 3, LocalDate.parse(value));
                case UPDATE_TIME -> insert.setObject(i + 3, LocalDateTime.parse(value.replace(' ', 'T')));
                default -> insert.setString(i + 3, value);
            }
        }
    }

    /** The same as named parameters. */
    static Map<String, Object> named(long position, CsvRecord record) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("arrival", 1L);
        values.put("position", position);
        for (int i = 0; i < COLUMNS; i++) {
            String value = record.getField(i);
            values.put(
                    "i" + (i + 1),
                    switch (i) {
                        case SEQ, INCOME -> Long.parseLong(value);
                        case BIRTH_DATE -> LocalDate.parse(value);
                        case UPDATE_TIME -> LocalDateTime.parse(value.replace(' ', 'T'));
                        default -> value;
                    });
        }
        return values;
    }

    @Override
    public void close() {
        pool.close();
    }
}
