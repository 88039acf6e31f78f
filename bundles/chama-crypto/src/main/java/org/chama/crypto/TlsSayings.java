package org.chama.crypto;

import org.chama.api.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where sentences for operators go: the log. */
interface TlsSayings {

    void error(Text text);

    void warn(Text text);

    /** What nobody foresaw, with its cause. */
    void failed(Text text, Throwable cause);

    static TlsSayings logged() {
        Logger log = LoggerFactory.getLogger(NodeTls.class);
        return new TlsSayings() {
            @Override
            public void error(Text text) {
                log.error("{} {}", text.zh(), text.en());
            }

            @Override
            public void warn(Text text) {
                log.warn("{} {}", text.zh(), text.en());
            }

            @Override
            public void failed(Text text, Throwable cause) {
                log.error("{} {}", text.zh(), text.en(), cause);
            }
        };
    }
}
