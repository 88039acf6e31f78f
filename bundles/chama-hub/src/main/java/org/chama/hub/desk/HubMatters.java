package org.chama.hub.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chama.api.Text;
import org.chama.api.directory.OpenMatters;
import org.chama.hub.Hub;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What keeps a department from being closed: arrivals that have not come to their end, batches that wait or are dead. */
@Component
public final class HubMatters implements OpenMatters {

    /** @param hub whose tables are there then */
    @Activate
    public HubMatters(@Reference Hub hub) {}

    @Override
    public List<Text> of(Connection transaction, String department) throws SQLException {
        List<Text> matters = new ArrayList<>();
        long arrivals = count(
                transaction,
                "select count(*) from chama.arrival where department = ? and ended_at is null",
                department);
        if (arrivals > 0) {
            matters.add(new Text(
                    arrivals + " 个到件尚未处理完毕(含等待决定的)",
                    arrivals + " arrivals have not come to their end, those that wait for a decision among them"));
        }
        long batches = count(
                transaction,
                "select count(*) from chama.batch where department = ? and state in ('WAITING', 'DEAD')",
                department);
        if (batches > 0) {
            matters.add(new Text(batches + " 个批次在等待或为死信", batches + " batches wait or are dead"));
        }
        return matters;
    }

    private static long count(Connection transaction, String query, String department) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(query)) {
            select.setString(1, department);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
