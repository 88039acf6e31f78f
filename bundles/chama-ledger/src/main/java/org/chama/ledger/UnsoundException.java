package org.chama.ledger;

import org.chama.api.Text;

/** Something without which nothing may be sealed is not as it must be; a person must look. */
final class UnsoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String zh;

    UnsoundException(String zh, String en) {
        super(en);
        this.zh = zh;
    }

    UnsoundException(String zh, String en, Throwable cause) {
        super(en, cause);
        this.zh = zh;
    }

    Text text() {
        return new Text(zh, getMessage());
    }
}
