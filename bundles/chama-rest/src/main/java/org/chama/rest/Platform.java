package org.chama.rest;

import java.util.function.Supplier;
import org.chama.api.broker.Queues;
import org.chama.api.connector.Connectors;
import org.chama.api.database.Database;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.Desk;
import org.chama.api.intake.Intake;
import org.chama.api.store.Store;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The services behind the door; they come and go while it stands. Whoever asks for one that is away gets a 503. */
@Component(service = Platform.class)
public final class Platform {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Datasets datasets;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Store store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Desk desk;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Intake intake;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Connectors connectors;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Queues queues;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Database database;

    /** Knows which components are installed and what they wait for. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ServiceComponentRuntime components;

    Datasets datasets() {
        return there("datasets", () -> datasets);
    }

    Store store() {
        return there("store", () -> store);
    }

    Desk desk() {
        return there("desk", () -> desk);
    }

    Connectors connectors() {
        return there("connectors", () -> connectors);
    }

    private static <T> T there(String part, Supplier<T> service) {
        T found = service.get();
        if (found == null) {
            throw new NotReadyException(part);
        }
        return found;
    }
}
