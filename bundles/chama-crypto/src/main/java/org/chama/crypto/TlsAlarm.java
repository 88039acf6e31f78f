package org.chama.crypto;

import java.util.Optional;
import java.util.function.Supplier;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;
import org.chama.api.notices.Alarms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarm that stands while a certificate expires soon. What could not be told is told again. Used by one thread. */
final class TlsAlarm {

    static final String KEY = "tls-expires";

    private static final Logger LOG = LoggerFactory.getLogger(TlsAlarm.class);

    private final Supplier<Optional<Alarms>> alarms;
    private Optional<Optional<Text>> told = Optional.empty();

    TlsAlarm(Supplier<Optional<Alarms>> alarms) {
        this.alarms = alarms;
    }

    /** @param expiring which file expires and when; empty when none does soon */
    void tell(Optional<Text> expiring) {
        Optional<Alarms> all = alarms.get();
        if (all.isEmpty() || told.equals(Optional.of(expiring))) {
            return;
        }
        try {
            if (expiring.isEmpty() || told.flatMap(former -> former).isPresent()) {
                all.get().clear(KEY);
            }
            expiring.ifPresent(text -> all.get().raise(KEY, "", text));
            told = Optional.of(expiring);
        } catch (DatabaseException e) {
            LOG.debug("the alarm of the certificates is told later", e);
        }
    }
}
