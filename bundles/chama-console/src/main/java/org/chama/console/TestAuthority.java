package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;
import org.chama.api.crypto.TestCertificates;

/** {@code chama:test-ca}. */
@Service
@Needs(Permission.KEYS_CHANGE)
@Command(
        scope = "chama",
        name = "test-ca",
        description =
                "在 data/console 中生成试验用证书,不得用于生产 / make certificates for trials in data/console, never for production")
public final class TestAuthority extends AskOne {

    private static final int DAYS = 90;
    private static final int MOST_DAYS = 825;

    @Reference(optional = true)
    private TestCertificates certificates;

    @Option(name = "--host", description = "节点的主机名与地址,逗号分隔 / host names and addresses of the node, with commas")
    private String host = "";

    @Option(name = "--client", description = "接入系统名称,逗号分隔 / names of clients, with commas")
    private String client = "";

    @Option(name = "--days", description = "有效天数,缺省 90 / days of validity, else 90")
    private String days = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        long validity = option("--days", days).isEmpty() ? DAYS : Ids.number(option("--days", days));
        if (validity < 1 || validity > MOST_DAYS) {
            throw new RefusedException("wrong-days", "--days 应为 1 至 825", "--days must be from 1 to 825");
        }
        String hosts = needed("--host", host);
        String clients = option("--client", client);
        there(certificates).make(LocalFile.folder(id()), list(hosts), list(clients), (int) validity);
        out.println(new Text("证书已生成,仅供试验", "the certificates are made, for trials only").in(locale));
    }

    @Override
    List<String> names() {
        return List.of("folder");
    }

    @Override
    List<String> options() {
        return List.of("--host", "--client", "--days", LANG);
    }

    private static List<String> list(String words) {
        return Arrays.stream(words.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
