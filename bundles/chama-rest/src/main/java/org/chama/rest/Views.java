package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.Refusal;
import org.chama.api.connector.ConnectorStatus;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Item;
import org.chama.api.dataset.MaskRule;
import org.chama.api.dataset.Subject;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.BatchView;
import org.chama.api.desk.Listing;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.desk.ReleaseView;
import org.chama.api.desk.Trace;
import org.chama.api.ledger.Line;

/**
 * The records of chama-api as JSON: members are named as the records name them, moments are ISO 8601 with their offset, what is not
 * there is null, a refusal is its code and its text in the reader's language.
 */
final class Views {

    private final JsonGenerator json;
    private final Locale locale;

    private Views(JsonGenerator json, Locale locale) {
        this.json = json;
        this.locale = locale;
    }

    JsonGenerator json() {
        return json;
    }

    Locale locale() {
        return locale;
    }

    /** How one entry is written. */
    @FunctionalInterface
    interface Entry<T> {
        void write(Views views, T entry) throws IOException;
    }

    static <T> JsonBody one(Locale locale, T entry, Entry<T> as) {
        return json -> as.write(new Views(json, locale), entry);
    }

    /** An object with the entries under {@code name} and the token of the next page under {@code next}. */
    static <T> JsonBody page(Locale locale, String name, List<T> entries, Optional<String> next, Entry<T> as) {
        return json -> {
            Views views = new Views(json, locale);
            json.writeStartObject();
            json.writeArrayFieldStart(name);
            for (T entry : entries) {
                as.write(views, entry);
            }
            json.writeEndArray();
            views.text("next", next);
            json.writeEndObject();
        };
    }

    static <T> JsonBody page(Locale locale, String name, Listing<T> listing, Entry<T> as) {
        return page(locale, name, listing.entries(), listing.next(), as);
    }

    void summary(Dataset dataset) throws IOException {
        json.writeStartObject();
        summaryMembers(dataset);
        json.writeEndObject();
    }

    void dataset(Dataset dataset) throws IOException {
        json.writeStartObject();
        summaryMembers(dataset);
        json.writeArrayFieldStart("subjects");
        for (Subject subject : dataset.subjects()) {
            json.writeStartObject();
            text("kind", subject.kind().name());
            text("item", subject.item());
            json.writeEndObject();
        }
        json.writeEndArray();
        text("noSubjectReason", dataset.noSubjectReason());
        json.writeArrayFieldStart("items");
        for (Item item : dataset.items()) {
            item(item);
        }
        json.writeEndArray();
        texts("key", dataset.key());
        text("orderItem", dataset.orderItem());
        texts("checks", dataset.checks());
        json.writeEndObject();
    }

    private void summaryMembers(Dataset dataset) throws IOException {
        text("id", dataset.id());
        json.writeNumberField("version", dataset.version());
        text("code", dataset.code());
        text("title", dataset.title());
        text("department", dataset.department());
        text("writeMode", dataset.writeMode().name());
        text("shareType", dataset.shareType().name());
        text("openType", dataset.openType().name());
    }

    private void item(Item item) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", item.number());
        text("name", item.name());
        text("title", item.title());
        text("type", item.type().name());
        json.writeNumberField("length", item.length());
        json.writeNumberField("scale", item.scale());
        json.writeBooleanField("required", item.required());
        text("mask", item.mask().map(MaskRule::toString));
        json.writeEndObject();
    }

    void arrival(ArrivalView arrival) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", arrival.number());
        text("dataset", arrival.dataset());
        text("department", arrival.department());
        text("connector", arrival.connector());
        text("source", arrival.source());
        text("state", arrival.state().name());
        json.writeNumberField("bytes", arrival.bytes());
        json.writeNumberField("records", arrival.records());
        json.writeNumberField("refused", arrival.refused());
        json.writeNumberField("stored", arrival.stored());
        json.writeNumberField("repeats", arrival.repeats());
        json.writeNumberField("rejected", arrival.rejected());
        json.writeNumberField("batches", arrival.batches());
        json.writeNumberField("batchesStored", arrival.batchesStored());
        json.writeNumberField("batchesDead", arrival.batchesDead());
        moment("claimed", Optional.of(arrival.claimed()));
        moment("ended", arrival.ended());
        refusal("refusal", arrival.refusal());
        json.writeEndObject();
    }

    void batch(BatchView batch) throws IOException {
        json.writeStartObject();
        text("id", batch.id().toString());
        text("dataset", batch.dataset());
        text("department", batch.department());
        text("state", batch.state().name());
        if (batch.position().isPresent()) {
            json.writeNumberField("position", batch.position().get());
        } else {
            json.writeNullField("position");
        }
        json.writeNumberField("firstRecord", batch.firstRecord());
        json.writeNumberField("lastRecord", batch.lastRecord());
        json.writeNumberField("rows", batch.rows());
        json.writeNumberField("stored", batch.stored());
        json.writeNumberField("repeats", batch.repeats());
        json.writeNumberField("rejected", batch.rejected());
        moment("at", Optional.of(batch.at()));
        refusal("reason", batch.reason());
        json.writeEndObject();
    }

    void trace(Trace trace) throws IOException {
        json.writeStartObject();
        json.writeFieldName("arrival");
        arrival(trace.arrival());
        json.writeFieldName("batch");
        batch(trace.batch());
        json.writeArrayFieldStart("releases");
        for (Trace.Release release : trace.releases()) {
            json.writeStartObject();
            text("stage", release.stage());
            json.writeNumberField("position", release.position());
            json.writeNumberField("rows", release.rows());
            texts("policies", release.policies());
            moment("at", Optional.of(release.at()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("lines");
        for (Line line : trace.lines()) {
            line(line);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("drawn");
        for (Line line : trace.drawn()) {
            line(line);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    void line(Line line) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", line.number());
        moment("at", Optional.of(line.at()));
        text("actor", line.actor().name());
        text("department", line.actor().department());
        text("role", line.actor().role());
        text("channel", line.actor().channel());
        text("request", line.actor().request());
        text("kind", line.kind());
        text("about", line.about());
        text("detail", line.detail());
        text("before", line.before());
        text("after", line.after());
        text("rules", line.rules());
        json.writeEndObject();
    }

    void quarantined(QuarantinedRow row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("arrival", row.arrival());
        json.writeNumberField("position", row.position());
        json.writeNumberField("line", row.line());
        text("dataset", row.dataset());
        text("department", row.department());
        text("stage", row.stage());
        text("item", row.item());
        refusal("refusal", Optional.of(row.refusal()));
        text("masked", row.masked());
        moment("at", Optional.of(row.at()));
        json.writeEndObject();
    }

    void release(ReleaseView release) throws IOException {
        json.writeStartObject();
        text("dataset", release.dataset());
        json.writeNumberField("position", release.position());
        json.writeNumberField("head", release.head());
        refusal("waiting", release.waiting());
        moment("since", release.since());
        json.writeEndObject();
    }

    void connector(ConnectorStatus connector) throws IOException {
        json.writeStartObject();
        text("name", connector.name());
        text("bundle", connector.bundle());
        text("version", connector.version());
        text("state", connector.state().name());
        text("reason", connector.reason().map(reason -> reason.in(locale)));
        moment("since", Optional.of(connector.since()));
        texts("datasets", connector.datasets());
        json.writeNumberField("arrivals", connector.arrivals());
        moment("lastArrival", connector.lastArrival());
        json.writeEndObject();
    }

    void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    void text(String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        } else {
            json.writeNullField(name);
        }
    }

    void texts(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    void moment(String name, Optional<OffsetDateTime> moment) throws IOException {
        text(name, moment.map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format));
    }

    void refusal(String name, Optional<Refusal> refusal) throws IOException {
        if (refusal.isEmpty()) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        text("code", refusal.get().code());
        text("text", refusal.get().text().in(locale));
        json.writeEndObject();
    }
}
