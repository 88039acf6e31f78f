package org.chama.directory;

import static org.chama.api.access.Role.AUDITOR;
import static org.chama.api.access.Role.AUTHORITY_OFFICER;
import static org.chama.api.access.Role.DEPARTMENT_ADMINISTRATOR;
import static org.chama.api.access.Role.DEPARTMENT_HEAD;
import static org.chama.api.access.Role.OPERATOR;
import static org.chama.api.access.Role.PLATFORM_OPERATOR;
import static org.chama.api.access.Role.SECURITY_ADMINISTRATOR;
import static org.chama.api.access.Role.SYSTEM;
import static org.chama.directory.Scope.ANY;
import static org.chama.directory.Scope.OWN;
import static org.chama.directory.Scope.PROVINCE;
import static org.chama.directory.Scope.REGION;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.chama.api.access.Permission;
import org.chama.api.access.Role;

/** Which role has which permission where: the one table; docs/access.md shows it and a test compares the two. What is not here is forbidden. */
final class Rules {

    private static final Map<Permission, Map<Role, Scope>> TABLE = new EnumMap<>(Permission.class);

    static {
        give(Permission.SESSION, ANY, Role.values());
        give(Permission.REGIONS_READ, ANY, Role.values());
        give(Permission.DEPARTMENTS_READ, ANY, Role.values());
        give(Permission.DATASETS_READ, ANY, Role.values());

        give(Permission.REGIONS_CHANGE, PROVINCE, AUTHORITY_OFFICER);
        give(Permission.DEPARTMENTS_CHANGE, REGION, AUTHORITY_OFFICER);
        give(Permission.ACCOUNTS_READ, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.ACCOUNTS_READ, OWN, DEPARTMENT_ADMINISTRATOR);
        give(Permission.ACCOUNTS_CHANGE, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.ACCOUNTS_CHANGE, OWN, DEPARTMENT_ADMINISTRATOR);
        give(Permission.CLIENTS_READ, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.CLIENTS_READ, OWN, DEPARTMENT_ADMINISTRATOR);
        give(Permission.CLIENTS_CHANGE, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.CLIENTS_CHANGE, OWN, DEPARTMENT_ADMINISTRATOR);
        give(Permission.RESPONSIBILITIES_READ, ANY, AUDITOR);
        give(Permission.RESPONSIBILITIES_READ, REGION, AUTHORITY_OFFICER);
        give(Permission.RESPONSIBILITIES_READ, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR, DEPARTMENT_HEAD);
        give(Permission.RESPONSIBILITIES_CHANGE, OWN, DEPARTMENT_ADMINISTRATOR);

        // a platform operator is not here: it cannot read payloads
        give(Permission.RECORDS_READ, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR, DEPARTMENT_HEAD, SYSTEM);

        for (Permission step : new Permission[] {
            Permission.ARRIVALS_READ, Permission.BATCHES_READ, Permission.QUARANTINE_READ, Permission.RELEASES_READ
        }) {
            give(step, ANY, PLATFORM_OPERATOR, AUDITOR);
            give(step, REGION, AUTHORITY_OFFICER);
            give(step, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR, DEPARTMENT_HEAD, SYSTEM);
        }
        give(Permission.CONNECTORS_READ, ANY, PLATFORM_OPERATOR, AUDITOR);
        give(Permission.CONNECTORS_READ, REGION, AUTHORITY_OFFICER);
        give(Permission.CONNECTORS_READ, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR, DEPARTMENT_HEAD);
        give(Permission.ARRIVALS_DECIDE, ANY, PLATFORM_OPERATOR);
        give(Permission.ARRIVALS_DECIDE, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR);
        give(Permission.BATCHES_REPLAY, ANY, PLATFORM_OPERATOR);
        give(Permission.INTAKE, OWN, SYSTEM);
        give(Permission.DELIVERIES_TAKE, OWN, SYSTEM);

        give(Permission.LEDGER_READ, ANY, AUDITOR);
        give(Permission.LEDGER_EXPORT, ANY, AUDITOR);
        give(Permission.LEDGER_VERIFY, ANY, AUDITOR, PLATFORM_OPERATOR);
        give(Permission.ALARMS_READ, ANY, PLATFORM_OPERATOR, SECURITY_ADMINISTRATOR, AUDITOR);
        give(Permission.ALARMS_READ, REGION, AUTHORITY_OFFICER);
        give(Permission.ALARMS_READ, OWN, OPERATOR, DEPARTMENT_ADMINISTRATOR, DEPARTMENT_HEAD);
        give(Permission.ALARMS_CLEAR, ANY, PLATFORM_OPERATOR, SECURITY_ADMINISTRATOR);
        give(Permission.KEYS_READ, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.KEYS_CHANGE, ANY, SECURITY_ADMINISTRATOR);
        give(Permission.RUNTIME, ANY, PLATFORM_OPERATOR);
    }

    private Rules() {}

    private static void give(Permission permission, Scope scope, Role... roles) {
        Map<Role, Scope> row = TABLE.computeIfAbsent(permission, p -> new EnumMap<>(Role.class));
        Arrays.stream(roles).forEach(role -> row.put(role, scope));
    }

    static Optional<Scope> scope(Permission permission, Role role) {
        return Optional.ofNullable(TABLE.getOrDefault(permission, Map.of()).get(role));
    }
}
