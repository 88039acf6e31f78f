package org.chama.api.dataset;

import org.chama.api.Text;

/** Level of state secrecy (密级). The platform takes only what is none (Article 2). */
public enum Confidentiality {
    NONE("非涉密", "not secret"),
    SECRET("秘密", "secret"),
    CONFIDENTIAL("机密", "confidential"),
    TOP_SECRET("绝密", "top secret");

    private final Text title;

    Confidentiality(String zh, String en) {
        this.title = new Text(zh, en);
    }

    public Text title() {
        return title;
    }
}
