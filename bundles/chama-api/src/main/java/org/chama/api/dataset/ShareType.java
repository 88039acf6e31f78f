package org.chama.api.dataset;

/** Share type (共享属性, Article 14). */
public enum ShareType {
    /** 无条件共享. */
    UNCONDITIONAL,
    /** 有条件共享. */
    CONDITIONAL,
    /** 不予共享. */
    WITHHELD
}
