package org.chama.rest;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chama.api.RefusedException;
import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.access.Held;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
import org.chama.api.broker.Queues;
import org.chama.api.connector.Connectors;
import org.chama.api.crypto.Crypto;
import org.chama.api.database.Database;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;
import org.chama.api.desk.Desk;
import org.chama.api.directory.Administration;
import org.chama.api.directory.Directory;
import org.chama.api.intake.Intake;
import org.chama.api.ledger.Actor;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms;
import org.chama.api.statute.RulePacks;
import org.chama.api.statute.WorkCalendar;
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

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Access access;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Authentication authentication;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Directory directory;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Administration administration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Ledger ledger;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Archives archives;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Alarms alarms;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Crypto crypto;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile WorkCalendar calendar;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RulePacks packs;

    /** Knows which components are installed and what they wait for. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ServiceComponentRuntime components;

    private final Once once = new Once(this::database);

    Once once() {
        return once;
    }

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

    Access access() {
        return there("directory", () -> access);
    }

    Authentication authentication() {
        return there("directory", () -> authentication);
    }

    Directory directory() {
        return there("directory", () -> directory);
    }

    Administration administration() {
        return there("directory", () -> administration);
    }

    Ledger ledger() {
        return there("ledger", () -> ledger);
    }

    Archives archives() {
        return there("ledger", () -> archives);
    }

    Alarms alarms() {
        return there("alarms", () -> alarms);
    }

    Crypto crypto() {
        return there("crypto", () -> crypto);
    }

    WorkCalendar calendar() {
        return there("statute", () -> calendar);
    }

    RulePacks packs() {
        return there("statute", () -> packs);
    }

    Database database() {
        return there("database", () -> database);
    }

    /**
     * What the caller may read of what there is; when it may not, that is recorded, and the answer is as if it were not there.
     *
     * @param department that owns it
     * @param about it, as the ledger names it
     */
    <T> T visible(
            Visit visit,
            Permission permission,
            Optional<T> found,
            Function<T, String> department,
            String about,
            Supplier<Refused> missing) {
        T there = found.orElseThrow(missing);
        if (!visit.reach().holds(department.apply(there))) {
            try {
                access().require(visit.caller(), permission, department.apply(there), about);
            } catch (RefusedException e) {
                throw e.refusal().code().equals("forbidden") ? missing.get() : e;
            }
        }
        return there;
    }

    /** Leaves a line about what a person did. */
    void record(Visit visit, Held held, String kind, String about, String detail) {
        database().write(transaction -> {
            record(transaction, visit, held, kind, about, detail);
            return null;
        });
    }

    void record(Connection transaction, Visit visit, Held held, String kind, String about, String detail)
            throws SQLException {
        ledger().append(transaction, List.of(new Ledger.Entry(Actor.of(visit.caller(), held), kind, about, detail)));
    }

    /** Whether the reach takes in the department of a dataset. */
    boolean reaches(Reach reach, String dataset) {
        return reach.everywhere()
                || datasets()
                        .find(dataset)
                        .map(Dataset::department)
                        .filter(reach::holds)
                        .isPresent();
    }

    private static <T> T there(String part, Supplier<T> service) {
        T found = service.get();
        if (found == null) {
            throw new NotReadyException(part);
        }
        return found;
    }
}
