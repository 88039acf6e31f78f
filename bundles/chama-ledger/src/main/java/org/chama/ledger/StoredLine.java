package org.chama.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Line;
import org.chama.ledger.verifier.LineBytes;
import org.chama.ledger.verifier.Moments;

/**
 * A line as a table has it. What cannot be a line, whatever its digest (a field or moment that is not there or that another has the
 * bytes of), has form 0.
 *
 * @param place its number, or its id while it waits
 * @param fields in the order of {@link LineBytes}
 */
record StoredLine(long place, int form, long micros, String[] fields, byte[] digest) {

    /** Without the place; in the order of {@link #of}. */
    static final String COLUMNS = "form, at, actor, department, role, channel, request, kind, about, detail,"
            + " before_digest, after_digest, rules, digest";

    static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    /** What cannot be the moment of a line or block. */
    static final long NEVER = Long.MIN_VALUE;

    private static final int NO_FORM = 0;
    private static final int FIELDS_FROM = 4;
    private static final long MICROS = 1_000_000;

    /** Reads {@code place} and then {@link #COLUMNS}. */
    static StoredLine of(ResultSet row) throws SQLException {
        long micros = micros(row, 3);
        boolean line = micros != NEVER;
        String[] fields = new String[LineBytes.FIELDS];
        for (int i = 0; i < fields.length; i++) {
            String field = row.getString(FIELDS_FROM + i);
            line &= field != null && LineBytes.whole(field);
            fields[i] = field == null ? "" : field;
        }
        byte[] digest = row.getBytes(FIELDS_FROM + fields.length);
        return new StoredLine(
                row.getLong(1),
                line ? row.getInt(2) : NO_FORM,
                line ? micros : 0,
                fields,
                digest == null ? new byte[0] : digest);
    }

    /** {@link #NEVER} when it is no moment of the years 0 to 9999 in whole microseconds: that could not be told from another. */
    static long micros(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        if (at == null || at.getNano() % 1_000 != 0) {
            return NEVER;
        }
        long second = at.toEpochSecond();
        return second < Moments.FIRST / MICROS || second > Moments.LAST / MICROS ? NEVER : micros(at.toInstant());
    }

    static long micros(Instant moment) {
        return Math.addExact(Math.multiplyExact(moment.getEpochSecond(), MICROS), moment.getNano() / 1_000);
    }

    static OffsetDateTime moment(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000)
                .atZone(SHANGHAI)
                .toOffsetDateTime();
    }

    /** Puts what its digest is made of into the buffer. */
    void into(LineBytes bytes) {
        bytes.begin(form, micros);
        for (String field : fields) {
            bytes.add(field);
        }
    }

    long chars() {
        long chars = 0;
        for (String field : fields) {
            chars += field.length();
        }
        return chars;
    }

    Line line(long number) {
        return new Line(
                number,
                moment(micros),
                new Actor(fields[0], fields[1], fields[2], fields[3], fields[4]),
                fields[5],
                fields[6],
                fields[7],
                fields[8],
                fields[9],
                fields[10]);
    }
}
