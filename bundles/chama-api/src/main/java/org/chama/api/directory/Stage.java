package org.chama.api.directory;

import org.chama.api.Text;

/** Stages of a dataset's life somebody answers for (Article 30). */
public enum Stage {
    COLLECTION("采集", "collection"),
    AGGREGATION("归集", "aggregation"),
    STORAGE("存储", "storage"),
    SHARING("共享", "sharing"),
    OPENING("开放", "opening"),
    USE("应用", "use");

    private final Text title;

    Stage(String zh, String en) {
        this.title = new Text(zh, en);
    }

    public Text title() {
        return title;
    }
}
