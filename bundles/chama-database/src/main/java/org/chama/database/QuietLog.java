package org.chama.database;

import org.flywaydb.core.api.logging.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flyway's chatter, for those who debug; what goes wrong comes as an exception. */
final class QuietLog implements Log {

    private final Logger log;

    QuietLog(Class<?> source) {
        log = LoggerFactory.getLogger(source);
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isDebugEnabled();
    }

    @Override
    public void debug(String message) {
        log.debug(message);
    }

    @Override
    public void info(String message) {
        log.debug(message);
    }

    @Override
    public void warn(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message) {
        log.debug(message);
    }

    @Override
    public void error(String message, Exception e) {
        log.debug(message, e);
    }

    @Override
    public void notice(String message) {
        log.debug(message);
    }
}
