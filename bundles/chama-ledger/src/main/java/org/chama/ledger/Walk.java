package org.chama.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.database.Database;
import org.chama.ledger.Blocks.Sealed;

/**
 * Reads blocks and their lines in the order of their numbers, page by page. What is sealed meanwhile is not seen: the ends of both
 * tables are taken in one statement first, and nothing before them changes. They are on disk when the first is visited. A visit from
 * block 1 on meets everything, also what has a number below.
 */
final class Walk {

    private static final int BLOCKS = 500;
    private static final int LINES = 2_000;

    private final Database database;

    Walk(Database database) {
        this.database = database;
    }

    /** Takes what is read; either returns whether it wants more. */
    interface Visitor {

        boolean block(Sealed block) throws IOException;

        boolean line(StoredLine line) throws IOException;
    }

    /** Visits the blocks from one to another and their lines, and at the end lines that are in no block. */
    void visit(long from, long to, Visitor visitor) throws IOException {
        Ends ends = database.write(c -> ends(c, from, to));
        if (from > 1 && from > ends.block) {
            return;
        }
        Lines lines = new Lines(ends);
        long next = from == 1 ? Long.MIN_VALUE : from;
        while (true) {
            long first = next;
            List<Sealed> page = database.read(c -> Blocks.range(c, first, ends.block, BLOCKS));
            for (Sealed block : page) {
                if (!visitor.block(block)) {
                    return;
                }
                next = Math.min(block.header().number(), Long.MAX_VALUE - 1) + 1;
                while (lines.has() && lines.peek().place() <= block.header().last()) {
                    if (!visitor.line(lines.take())) {
                        return;
                    }
                }
            }
            if (page.size() < BLOCKS || next > ends.block) {
                break;
            }
        }
        while (lines.has() && visitor.line(lines.take())) {
            // in no block
        }
    }

    private static Ends ends(Connection c, long from, long to) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(
                """
                select coalesce((select min(first_line) from chama.ledger_block where number = ?), 0),
                  coalesce((select max(number) from chama.ledger_block where number <= ?), 0),
                  (select max(first_line) from chama.ledger_block
                    where number = (select max(number) from chama.ledger_block where number <= ?)),
                  (select max(line_count) from chama.ledger_block
                    where number = (select max(number) from chama.ledger_block where number <= ?)),
                  coalesce((select max(number) from chama.ledger_line), 0),
                  coalesce((select max(number) from chama.ledger_block), 0)""")) {
            ask.setLong(1, from);
            ask.setLong(2, to);
            ask.setLong(3, to);
            ask.setLong(4, to);
            try (ResultSet row = ask.executeQuery()) {
                row.next();
                long block = row.getLong(2);
                long lastInBlock = row.getLong(3) + row.getLong(4) - 1;
                long lastAtAll = row.getLong(5);
                boolean all = block == row.getLong(6);
                return new Ends(from == 1 ? Long.MIN_VALUE : row.getLong(1), block, all ? lastAtAll : lastInBlock);
            }
        }
    }

    private static List<StoredLine> page(Connection c, long from, long to) throws SQLException {
        try (PreparedStatement ask = c.prepareStatement(
                "select number, " + StoredLine.COLUMNS
                        + " from chama.ledger_line where number >= ? and number <= ? order by number fetch first ? rows only")) {
            ask.setLong(1, from);
            ask.setLong(2, to);
            ask.setInt(3, LINES);
            List<StoredLine> lines = new ArrayList<>();
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    lines.add(StoredLine.of(rows));
                }
            }
            return lines;
        }
    }

    /** Where to begin and end. */
    private record Ends(long line, long block, long lastLine) {}

    /** The lines, read ahead by a page. */
    private final class Lines {

        private final long to;
        private long from;
        private List<StoredLine> page = List.of();
        private int at;
        private boolean more = true;

        private Lines(Ends ends) {
            this.from = ends.line;
            this.to = ends.lastLine;
        }

        private boolean has() {
            if (at == page.size() && more) {
                page = database.read(c -> page(c, from, to));
                at = 0;
                more = page.size() == LINES && page.get(LINES - 1).place() < to;
                if (more) {
                    from = page.get(page.size() - 1).place() + 1;
                }
            }
            return at < page.size();
        }

        private StoredLine peek() {
            return page.get(at);
        }

        private StoredLine take() {
            return page.get(at++);
        }
    }
}
