package org.chama.camel.host;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;

/**
 * What may be told of an exception. Messages of libraries quote headers and bodies, and these hold personal values: only kinds, places
 * and names of routes are shown, and the sentences of our own refusals.
 */
final class Trouble {

    private static final int DEEPEST = 8;
    private static final int PLACES = 12;

    private Trouble() {}

    /** The sentence for the status. */
    static Text text(Throwable thrown, Optional<Exchange> exchange) {
        RefusedException refused = null;
        DatabaseException database = null;
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            if (cause instanceof RefusedException found) {
                refused = found;
            }
            if (cause instanceof DatabaseException found) {
                database = found;
            }
        }
        if (refused != null) {
            return refused.refusal().text();
        }
        if (database != null && database.kind() == DatabaseException.Cause.OUTAGE) {
            return new Text("数据库暂不可用", "the database is away");
        }
        String where = exchange.map(Exchange::getFromRouteId).orElse("");
        String what = kinds(thrown);
        return where.isEmpty()
                ? new Text("连接器出错: " + what, "the connector failed: " + what)
                : new Text("连接器出错(路由 " + where + "): " + what, "route " + where + " failed: " + what);
    }

    /** Kinds and places of an exception and what caused it, for the log. */
    static String places(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int i = 0; i < DEEPEST && cause != null; i++) {
            text.append(i == 0 ? "" : "\ncaused by ").append(cause.getClass().getName());
            StackTraceElement[] places = cause.getStackTrace();
            for (int place = 0; place < places.length && place < PLACES; place++) {
                text.append("\n  at ").append(places[place]);
            }
            cause = next(cause);
        }
        return text.toString();
    }

    /** {@code CamelExecutionException > IOException}. */
    private static String kinds(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Throwable cause = thrown;
        for (int i = 0; i < DEEPEST && cause != null; i++) {
            text.append(i == 0 ? "" : " > ").append(cause.getClass().getSimpleName());
            cause = next(cause);
        }
        return text.toString();
    }

    private static Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }
}
