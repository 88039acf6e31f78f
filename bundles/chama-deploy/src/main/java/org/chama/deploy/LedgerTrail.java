package org.chama.deploy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.chama.api.Refusal;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines in the ledger, an alarm while a file stands refused, and the node's log. */
final class LedgerTrail implements Trail {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerTrail.class);

    private final Database database;
    private final Ledger ledger;
    private final Crypto crypto;
    private final Supplier<Optional<Alarms>> alarms;
    private final Actor actor;

    LedgerTrail(Database database, Ledger ledger, Crypto crypto, Supplier<Optional<Alarms>> alarms, String node) {
        this.database = database;
        this.ledger = ledger;
        this.crypto = crypto;
        this.alarms = alarms;
        this.actor = Actor.machine("node:" + node);
    }

    @Override
    public void taken(String name, Path content, Signed signed) throws IOException {
        String digest;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(content), 1 << 16)) {
            digest = HexFormat.of().formatHex(crypto.sm3(in));
        }
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("signer", signed.signer());
        detail.put("bundle", signed.version());
        line("deploy-taken", name, detail, digest);
        alarms.get().ifPresent(all -> all.clear(key(name)));
        LOG.info(
                "{} is taken, signed by {} / 已接受",
                name,
                signed.signer().isEmpty() ? "nobody (not needed)" : signed.signer());
    }

    @Override
    public void refused(String name, Refusal why, boolean formerStays) {
        line(
                "deploy-refused",
                name,
                Map.of("code", why.code(), "reason", why.text().en()),
                "");
        alarms.get()
                .ifPresent(all -> all.raise(
                        key(name),
                        "",
                        new Text(
                                "deploy/ 中的文件未被接受: " + why.text().zh(),
                                "a file in deploy/ is not taken: " + why.text().en())));
        LOG.warn(
                "A file in deploy/ is not taken{}: {} / 未接受: {}",
                formerStays ? ", the version before it goes on" : "",
                why.text().en(),
                why.text().zh());
    }

    @Override
    public void removed(String name) {
        line("deploy-removed", name, Map.of(), "");
        alarms.get().ifPresent(all -> all.clear(key(name)));
    }

    private void line(String kind, String name, Map<String, String> detail, String digest) {
        database.write(connection -> {
            ledger.append(
                    connection,
                    List.of(new Ledger.Entry(actor, kind, "deploy:" + plain(name), json(detail), "", digest, "")));
            return null;
        });
    }

    private static String key(String name) {
        return "deploy-refused:" + plain(name);
    }

    private static String plain(String name) {
        StringBuilder plain = new StringBuilder();
        name.codePoints()
                .limit(100)
                .forEach(c -> plain.appendCodePoint(Character.isLetterOrDigit(c) || ".-_+".indexOf(c) >= 0 ? c : '?'));
        return plain.toString();
    }

    private static String json(Map<String, String> detail) {
        StringBuilder json = new StringBuilder("{");
        detail.forEach((name, value) -> {
            json.append(json.length() > 1 ? "," : "").append('"').append(name).append("\":\"");
            value.chars().forEach(c -> {
                if (c == '"' || c == '\\') {
                    json.append('\\').append((char) c);
                } else if (c < 0x20) {
                    json.append(' ');
                } else {
                    json.append((char) c);
                }
            });
            json.append('"');
        });
        return json.append('}').toString();
    }
}
