package org.chama.example.weather;

import org.apache.camel.builder.RouteBuilder;
import org.chama.camel.Connector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** 气象: station reports in the stations' own format, {@code station=53001;time=2026-01-01 08:00:00;temperature=12.5}, one a line. */
@Component(configurationPid = "org.chama.connector.weather", configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Weather.Settings.class)
public final class Weather implements Connector {

    /** What an integrator sets in {@code etc/org.chama.connector.weather.cfg}. */
    @ObjectClassDefinition(name = "Weather stations 气象站")
    public @interface Settings {

        /** Folder the stations write their reports into. */
        String source();

        String dataset() default "weather-observation";
    }

    private final Settings settings;

    @Activate
    public Weather(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void define(RouteBuilder route) {
        route.from("file:" + settings.source() + "?delay=500&initialDelay=0&delete=true&include=.*\\.obs")
                .convertBodyTo(String.class, "UTF-8")
                .process(exchange -> exchange.getMessage()
                        .setBody(Reports.toCsv(exchange.getMessage().getBody(String.class))))
                .to("chama:intake/" + settings.dataset() + "?format=csv");
    }
}
