package org.chama.camel;

import org.apache.camel.builder.RouteBuilder;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A connector (连接器): brings one legacy system's data in. Offered as a service; the host gives each one a CamelContext of its own on
 * the class loader of its bundle, starts its routes when the service comes, drains and stops them when it goes, and keeps its status.
 * The author sees no context and no bundle.
 *
 * <p>A route that brings data ends in {@code chama:intake/<dataset>}, with {@code format}, {@code charset}, {@code delimiter} and
 * {@code recordElement} as parameters where the defaults do not fit. Its body is a file of the drop folder, or anything Camel turns
 * into a stream. Headers are never looked at.
 */
@ConsumerType
public interface Connector {

    /** Service property: the connector's name; its configuration's PID or component name when missing. */
    String NAME = "chama.connector";

    /**
     * Service property, as a rule a line of the connector's settings: the level of secrecy of what it brings. Only {@code none} (非涉密) is
     * taken (Article 2); a connector that does not say it stays DOWN.
     */
    String CONFIDENTIALITY = "confidentiality";

    /**
     * Defines the routes; called once each time the connector starts. Throw {@link org.chama.api.RefusedException} for settings that
     * cannot work: the connector is then DOWN with that sentence.
     */
    void define(RouteBuilder route) throws Exception;
}
