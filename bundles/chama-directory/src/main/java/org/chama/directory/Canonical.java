package org.chama.directory;

import java.util.Collection;
import java.util.List;
import org.chama.api.access.Held;
import org.chama.api.directory.Account;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.directory.Responsibility;

/** The canonical JSON the ledger's before and after digests are made of; holds no secret. */
final class Canonical {

    private Canonical() {}

    static String of(Region region) {
        return new Json()
                .put("code", region.code())
                .put("name", region.name())
                .put("level", region.level().name())
                .put("superior", region.superior())
                .put("from", region.from().toString())
                .put("until", region.until())
                .end();
    }

    static String of(Department department) {
        return new Json()
                .put("id", department.id())
                .put("creditCode", department.creditCode())
                .put("name", department.name())
                .put("kind", department.kind().name())
                .put("region", department.region())
                .put("superior", department.superior())
                .put("authority", department.authority())
                .put("open", department.open())
                .put("version", department.version())
                .end();
    }

    static String of(Account account) {
        return new Json()
                .put("name", account.name())
                .put("person", account.person())
                .put("subject", account.subject())
                .put("held", held(account.held()))
                .put("enabled", account.enabled())
                .put("version", account.version())
                .end();
    }

    static String of(Client client) {
        List<String> credentials = client.credentials().stream()
                .map(credential -> new Json()
                        .put("id", credential.id())
                        .put("kind", credential.kind().name())
                        .put("digest", credential.digest())
                        .put("from", credential.from().toInstant().toString())
                        .put("until", credential.until().map(until -> until.toInstant()))
                        .end())
                .toList();
        return new Json()
                .put("name", client.name())
                .put("department", client.department())
                .put("title", client.title())
                .put("enabled", client.enabled())
                .put("credentials", credentials)
                .put("version", client.version())
                .end();
    }

    static String of(Responsibility responsibility) {
        return new Json()
                .put("dataset", responsibility.dataset())
                .put("stage", responsibility.stage().name())
                .put("department", responsibility.department())
                .put("account", responsibility.account())
                .end();
    }

    /** {@code OPERATOR@civil-affairs}, sorted. */
    static List<String> held(Collection<Held> held) {
        return held.stream().map(Canonical::of).sorted().toList();
    }

    static String of(Held held) {
        return held.role().name() + "@" + held.department();
    }
}
