package org.chama.rest;

import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.RulePacks.Difference;

/** Rule packs as JSON. */
final class StatuteViews {

    private StatuteViews() {}

    static void pack(Views views, RulePack pack) throws IOException {
        views.json().writeStartObject();
        views.text("id", pack.id());
        views.text("title", pack.title().in(views.locale()));
        views.text("place", pack.place());
        views.text("from", pack.from().toString());
        views.text("until", pack.until().map(Object::toString));
        views.json().writeBooleanField("sure", pack.sure());
        views.json().writeArrayFieldStart("clocks");
        for (ClockRule clock : new TreeMap<>(pack.clocks()).values()) {
            clock(views, clock);
        }
        views.json().writeEndArray();
        views.json().writeObjectFieldStart("numbers");
        for (var number : new TreeMap<>(pack.numbers()).entrySet()) {
            views.json().writeNumberField(number.getKey(), number.getValue());
        }
        views.json().writeEndObject();
        views.json().writeEndObject();
    }

    private static void clock(Views views, ClockRule clock) throws IOException {
        views.json().writeStartObject();
        views.text("id", clock.id());
        views.text("article", clock.article());
        views.text("title", clock.title().in(views.locale()));
        views.text("unit", clock.unit().name());
        views.json().writeNumberField("length", clock.length());
        views.json().writeArrayFieldStart("dueSoon");
        for (int day : clock.dueSoon()) {
            views.json().writeNumber(day);
        }
        views.json().writeEndArray();
        extension(views, clock.extension());
        views.text("end", clock.end());
        views.text("counting", clock.counting().name());
        views.json().writeBooleanField("statutory", clock.statutory());
        views.json().writeEndObject();
    }

    private static void extension(Views views, Optional<ClockRule.Extension> extension) throws IOException {
        views.json().writeFieldName("extension");
        if (extension.isEmpty()) {
            views.json().writeNull();
            return;
        }
        views.json().writeStartObject();
        views.json().writeNumberField("workingDays", extension.get().workingDays());
        views.json().writeNumberField("times", extension.get().times());
        views.text("by", extension.get().by());
        views.json().writeBooleanField("told", extension.get().told());
        views.json().writeEndObject();
    }

    static void difference(Views views, Difference difference) throws IOException {
        views.json().writeStartObject();
        views.text("what", difference.what());
        views.text("one", difference.one());
        views.text("other", difference.other());
        views.json().writeEndObject();
    }
}
