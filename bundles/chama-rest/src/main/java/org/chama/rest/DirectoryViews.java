package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.chama.api.access.Held;
import org.chama.api.directory.Account;
import org.chama.api.directory.Administration.Imported;
import org.chama.api.directory.Administration.IssuedSecret;
import org.chama.api.directory.Administration.LineRefusal;
import org.chama.api.directory.Client;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;
import org.chama.api.directory.Responsibility;

/** Regions, departments, accounts, clients and responsibilities as JSON. */
final class DirectoryViews {

    private static final Comparator<Held> ORDER =
            Comparator.comparing(Held::department).thenComparing(Held::role);

    private DirectoryViews() {}

    static void region(Views views, Region region) throws IOException {
        JsonGenerator json = views.json();
        json.writeStartObject();
        views.text("code", region.code());
        views.text("name", region.name());
        views.text("level", region.level().name());
        views.text("superior", region.superior());
        views.text("from", region.from().toString());
        views.text("until", region.until().map(LocalDate::toString));
        json.writeEndObject();
    }

    static void department(Views views, Department department) throws IOException {
        JsonGenerator json = views.json();
        json.writeStartObject();
        views.text("id", department.id());
        views.text("creditCode", department.creditCode());
        views.text("name", department.name());
        views.text("kind", department.kind().name());
        views.text("region", department.region());
        views.text("superior", department.superior());
        json.writeBooleanField("authority", department.authority());
        json.writeBooleanField("open", department.open());
        json.writeNumberField("version", department.version());
        json.writeEndObject();
    }

    static void account(Views views, Account account) throws IOException {
        JsonGenerator json = views.json();
        json.writeStartObject();
        views.text("name", account.name());
        views.text("person", account.person());
        views.text("subject", account.subject());
        held(views, account.held());
        json.writeBooleanField("enabled", account.enabled());
        views.moment("lockedUntil", account.lockedUntil());
        json.writeNumberField("version", account.version());
        json.writeEndObject();
    }

    static void held(Views views, Collection<Held> all) throws IOException {
        views.json().writeArrayFieldStart("held");
        for (Held held : all.stream().sorted(ORDER).toList()) {
            views.json().writeStartObject();
            views.text("role", held.role().name());
            views.text("title", held.role().title().in(views.locale()));
            views.text("department", held.department());
            views.json().writeEndObject();
        }
        views.json().writeEndArray();
    }

    static void client(Views views, Client client) throws IOException {
        JsonGenerator json = views.json();
        json.writeStartObject();
        views.text("name", client.name());
        views.text("department", client.department());
        views.text("title", client.title());
        json.writeBooleanField("enabled", client.enabled());
        json.writeArrayFieldStart("credentials");
        for (Client.Credential credential : client.credentials()) {
            json.writeStartObject();
            json.writeNumberField("id", credential.id());
            views.text("kind", credential.kind().name());
            views.text("digest", credential.digest());
            views.moment("from", Optional.of(credential.from()));
            views.moment("until", credential.until());
            views.moment("lastUsed", credential.lastUsed());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("version", client.version());
        json.writeEndObject();
    }

    static void secret(Views views, IssuedSecret secret) throws IOException {
        views.json().writeStartObject();
        views.json().writeNumberField("id", secret.id());
        views.text("secret", secret.secret());
        views.json().writeEndObject();
    }

    static void password(Views views, FirstPassword password) throws IOException {
        views.json().writeStartObject();
        views.text("account", password.account());
        views.text("password", password.password());
        views.json().writeEndObject();
    }

    static void responsibility(Views views, Responsibility responsibility) throws IOException {
        views.json().writeStartObject();
        views.text("dataset", responsibility.dataset());
        views.text("stage", responsibility.stage().name());
        views.text("title", responsibility.stage().title().in(views.locale()));
        views.text("department", responsibility.department());
        views.text("account", responsibility.account());
        views.json().writeEndObject();
    }

    static void imported(Views views, Imported imported) throws IOException {
        views.json().writeStartObject();
        views.json().writeNumberField("added", imported.added());
        views.json().writeNumberField("changed", imported.changed());
        views.json().writeNumberField("same", imported.same());
        views.json().writeEndObject();
    }

    /** Members of a problem: which lines are wrong and why. */
    static void lines(Views views, List<LineRefusal> refused) throws IOException {
        views.json().writeArrayFieldStart("lines");
        for (LineRefusal line : refused) {
            views.json().writeStartObject();
            views.json().writeNumberField("line", line.line());
            views.refusal("refusal", Optional.of(line.refusal()));
            views.json().writeEndObject();
        }
        views.json().writeEndArray();
    }

    /** A first password, shown once. */
    record FirstPassword(String account, String password) {}
}
