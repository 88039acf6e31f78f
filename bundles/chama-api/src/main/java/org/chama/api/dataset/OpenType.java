package org.chama.api.dataset;

/** Open type (开放属性, Article 22). */
public enum OpenType {
    /** 无条件开放. */
    UNCONDITIONAL,
    /** 有条件开放. */
    CONDITIONAL,
    /** 不予开放. */
    WITHHELD
}
