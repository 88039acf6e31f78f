package org.chama.hub;

import java.sql.Connection;
import java.sql.SQLException;
import org.chama.api.Refusal;
import org.chama.api.Text;
import org.chama.api.notices.Alarms;

/**
 * What is marked as a state secret (涉密) is not taken (Article 2): the words for it, and the alarm. Its payload is never shown.
 * Thread-safe.
 */
public final class Secrecy {

    private static final String CODE = "state-secret";

    private final Alarms alarms;

    public Secrecy(Alarms alarms) {
        this.alarms = alarms;
    }

    /** Why it is not taken; {@code zh} and {@code en} say what bears the mark. */
    public static Refusal marked(String zh, String en) {
        return Refusal.of(
                CODE,
                zh + "带有国家秘密标志,本平台只接受非涉密数据",
                en + " bears a mark of state secrecy; this platform takes only what is not secret");
    }

    public static boolean is(Refusal refusal) {
        return refusal.code().equals(CODE);
    }

    /** Raises the alarm in the transaction that records the refusal. */
    public void alarm(Connection transaction, String dataset, String department) throws SQLException {
        alarms.raise(
                transaction,
                CODE + ":" + dataset,
                department,
                new Text(
                        "信息资源 " + dataset + " 收到带有国家秘密标志的数据,已拒收,内容未显示",
                        "the dataset " + dataset
                                + " got data that bears a mark of state secrecy; it was refused, its content is not shown"));
    }
}
