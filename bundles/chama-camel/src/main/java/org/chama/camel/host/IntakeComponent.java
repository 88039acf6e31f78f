package org.chama.camel.host;

import java.util.Locale;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.chama.api.RefusedException;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Intake;

/** The {@code chama:} component: {@code chama:intake/<dataset>}. */
final class IntakeComponent extends DefaultComponent {

    private static final String INTAKE = "intake/";

    private final String connector;
    private final Intake intake;
    private final Health health;

    IntakeComponent(String connector, Intake intake, Health health) {
        this.connector = connector;
        this.intake = intake;
        this.health = health;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        String dataset = remaining.startsWith(INTAKE) ? remaining.substring(INTAKE.length()) : "";
        if (!dataset.matches("[a-z][a-z0-9-]{1,47}")) {
            throw new RefusedException(
                    "bad-endpoint", "端点须写作 chama:intake/<信息资源>", "the endpoint must be written chama:intake/<dataset>");
        }
        FileProfile profile = new FileProfile(
                choice(FileProfile.Format.class, parameters, "format"),
                choice(FileProfile.Charset.class, parameters, "charset"),
                delimiter(text(parameters, "delimiter")),
                element(text(parameters, "recordElement")));
        health.brings(dataset);
        return new IntakeEndpoint(uri, this, connector, dataset, profile, intake, health);
    }

    private static String text(Map<String, Object> parameters, String name) {
        Object value = parameters.remove(name);
        return value == null ? "" : value.toString().strip();
    }

    private static <E extends Enum<E>> E choice(Class<E> of, Map<String, Object> parameters, String name) {
        String text = text(parameters, name);
        try {
            return Enum.valueOf(
                    of, text.isEmpty() ? "AUTO" : text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new RefusedException("bad-setting", name + " 的值无效: " + text, name + " has no value " + text);
        }
    }

    private static String element(String text) {
        if (!text.matches("([\\p{L}_][\\p{L}\\p{N}._-]{0,99})?")) {
            throw new RefusedException(
                    "bad-setting", "recordElement 须为 XML 元素名", "recordElement must be the name of an XML element");
        }
        return text;
    }

    private static char delimiter(String text) {
        return switch (text) {
            case "" -> '\0';
            case ",", "comma" -> ',';
            case ";", "semicolon" -> ';';
            case "\t", "tab" -> '\t';
            default ->
                throw new RefusedException(
                        "bad-setting",
                        "delimiter 须为 comma、semicolon 或 tab",
                        "delimiter must be comma, semicolon or tab");
        };
    }
}
