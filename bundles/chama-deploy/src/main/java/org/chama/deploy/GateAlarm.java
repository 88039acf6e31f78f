package org.chama.deploy;

import java.util.Optional;
import java.util.function.Supplier;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;
import org.chama.api.notices.Alarms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarm that stands while the gate cannot do its work. What could not be told is told again. Used by one thread. */
final class GateAlarm {

    static final String KEY = "deploy-gate";

    private static final Logger LOG = LoggerFactory.getLogger(GateAlarm.class);

    private final Supplier<Optional<Alarms>> alarms;
    private Optional<Boolean> told = Optional.empty();

    GateAlarm(Supplier<Optional<Alarms>> alarms) {
        this.alarms = alarms;
    }

    void tell(Optional<Exception> trouble) {
        Optional<Alarms> all = alarms.get();
        if (all.isEmpty() || told.equals(Optional.of(trouble.isPresent()))) {
            return;
        }
        try {
            trouble.ifPresentOrElse(
                    e -> all.get().raise(KEY, "", text(e)), () -> all.get().clear(KEY));
            told = Optional.of(trouble.isPresent());
        } catch (DatabaseException e) {
            LOG.debug("the alarm of the gate is told later", e);
        }
    }

    private static Text text(Exception e) {
        return new Text(
                "部署目录或 trusted-signers 无法读取,既不接受也不移除任何文件: " + e,
                "deploy/ or trusted-signers/ cannot be read, nothing is taken or taken away: " + e);
    }
}
