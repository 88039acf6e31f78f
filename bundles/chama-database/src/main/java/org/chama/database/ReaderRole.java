package org.chama.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.chama.api.RefusedException;
import org.chama.api.store.Zone;

/** Makes sure on PostgreSQL that a zone's reader can log in, can read its zone, and can do nothing else. */
final class ReaderRole {

    private static final String SCRIPT_ZH = "请由数据库管理员按 postgresql-roles.sql 处理。";
    private static final String SCRIPT_EN = "Let an administrator see to it with postgresql-roles.sql.";

    /** Each right the role must not have, with the words for it. */
    private static final String TOO_STRONG =
            """
            select zh, en from (
              select 1 as at, '是超级用户' as zh, 'is a superuser' as en
                from pg_roles where rolname = current_user and rolsuper
              union all select 2, '可以创建角色或数据库、复制或绕过行安全', 'may create roles or databases, replicate or bypass row security'
                from pg_roles where rolname = current_user and not rolsuper
                 and (rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)
              union all select 3, '是枢纽角色的成员', 'is a member of the hub''s role'
                where pg_has_role(current_user, ?, 'member')
              union all select 4, '可以在数据库中创建模式', 'may create schemas in the database'
                where has_database_privilege(current_database(), 'create')
              union all select 5, '可以进入模式 ' || nspname, 'may use the schema ' || nspname
                from pg_namespace where nspname in ('chama', 'share', 'open') and nspname <> ?
                 and has_schema_privilege(oid, 'usage')
              union all select 6, '可以在模式 ' || nspname || ' 中创建表', 'may create tables in the schema ' || nspname
                from pg_namespace where nspname in ('chama', 'share', 'open', 'public')
                 and has_schema_privilege(oid, 'create')
              union all (select 7, '可以写表 ' || n.nspname || '.' || c.relname, 'may write the table ' || n.nspname || '.' || c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('chama', 'share', 'open') and c.relkind in ('r', 'p', 'v')
                 and has_table_privilege(c.oid, 'insert, update, delete, truncate') limit 1)
            ) rights order by at""";

    private ReaderRole() {}

    /**
     * @throws RefusedException when the login is missing, cannot read, or may do more than read its zone
     * @throws SQLException when the server is away
     */
    static void check(DataSource source, Login login, Zone zone, Login hub) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!reads(connection, zone)) {
                throw refused(
                        "database-reader-weak",
                        login,
                        zone,
                        "无权进入模式 " + zone.schema(),
                        "may not use the schema " + zone.schema());
            }
            List<String> zh = new ArrayList<>();
            List<String> en = new ArrayList<>();
            tooStrong(connection, zone, hub, zh, en);
            if (!zh.isEmpty()) {
                throw refused("database-reader-strong", login, zone, String.join("、", zh), String.join(", ", en));
            }
        } catch (SQLException e) {
            if (isLoginRefused(e)) {
                throw missing(login, zone);
            }
            throw e;
        }
    }

    private static boolean reads(Connection connection, Zone zone) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement("select has_schema_privilege(?, 'usage')")) {
            ask.setString(1, zone.schema());
            try (ResultSet right = ask.executeQuery()) {
                return right.next() && right.getBoolean(1);
            }
        }
    }

    private static void tooStrong(Connection connection, Zone zone, Login hub, List<String> zh, List<String> en)
            throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(TOO_STRONG)) {
            ask.setString(1, hub.user());
            ask.setString(2, zone.schema());
            try (ResultSet rights = ask.executeQuery()) {
                while (rights.next()) {
                    zh.add(rights.getString(1));
                    en.add(rights.getString(2));
                }
            }
        }
    }

    /** Invalid authorization, unknown role or password, no right to connect. */
    private static boolean isLoginRefused(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("28") || state.equals("42501");
    }

    private static RefusedException missing(Login login, Zone zone) {
        String fileZh = login.password().map(file -> "口令文件为 " + file).orElse("配置中没有口令文件");
        String fileEn =
                login.password().map(file -> "its password file is " + file).orElse("no password file is configured");
        return refused("database-reader-login", login, zone, "不能登录（" + fileZh + "）", "cannot log in (" + fileEn + ")");
    }

    private static RefusedException refused(String code, Login login, Zone zone, String zh, String en) {
        return new RefusedException(
                code,
                "PostgreSQL 中模式 " + zone.schema() + " 的只读角色 " + login.user() + " " + zh + "：" + SCRIPT_ZH,
                "PostgreSQL's role " + login.user() + ", which reads the schema " + zone.schema() + ", " + en + ". "
                        + SCRIPT_EN);
    }
}
