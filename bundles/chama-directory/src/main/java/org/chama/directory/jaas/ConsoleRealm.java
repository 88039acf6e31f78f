package org.chama.directory.jaas;

import javax.security.auth.login.AppConfigurationEntry;
import org.apache.karaf.jaas.config.JaasRealm;
import org.chama.api.access.Authentication;
import org.chama.directory.Seats;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The console's log-ins: realm {@code karaf}. */
@Component(service = JaasRealm.class, immediate = true)
public final class ConsoleRealm implements JaasRealm {

    private final Realm realm;

    @Activate
    public ConsoleRealm(BundleContext context, @Reference Authentication authentication, @Reference Seats seats) {
        realm = Realm.of("karaf", "account", context, authentication, seats::take);
    }

    @Override
    public String getName() {
        return realm.name();
    }

    @Override
    public int getRank() {
        return realm.rank();
    }

    @Override
    public AppConfigurationEntry[] getEntries() {
        return realm.entries();
    }
}
