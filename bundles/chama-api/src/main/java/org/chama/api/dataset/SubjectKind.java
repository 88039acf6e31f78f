package org.chama.api.dataset;

/** Whose identifier a record carries (Article 12). */
public enum SubjectKind {
    /** 自然人: 公民身份号码, GB 11643-1999. */
    NATURAL_PERSON,
    /** 法人和其他组织: 统一社会信用代码, GB 32100-2015. */
    ORGANISATION
}
