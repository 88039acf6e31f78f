package org.chama.api.access;

import org.chama.api.Text;

/** What somebody is in a department (Articles 5, 6, 28, 30, 35). */
public enum Role {
    OPERATOR("部门操作员", "department operator"),
    DEPARTMENT_ADMINISTRATOR("部门管理员", "department administrator"),
    DEPARTMENT_HEAD("部门负责人", "department head"),
    AUTHORITY_OFFICER("数据主管部门经办人", "data authority officer"),
    GOVERNMENT("人民政府", "government"),
    PLATFORM_OPERATOR("平台运维员", "platform operator"),
    SECURITY_ADMINISTRATOR("安全管理员", "security administrator"),
    AUDITOR("安全审计员", "auditor"),
    ASSESSOR("第三方评估机构", "third-party assessor"),
    DATA_SERVICE("数据服务机构", "data service organisation"),
    APPLICANT("申请人", "applicant"),
    /** What every client is in its department; never held by a person. */
    SYSTEM("接入系统", "connected system");

    private final Text title;

    Role(String zh, String en) {
        this.title = new Text(zh, en);
    }

    public Text title() {
        return title;
    }
}
