package org.chama.directory.jaas;

import javax.security.auth.login.AppConfigurationEntry;
import org.apache.karaf.jaas.config.JaasRealm;
import org.chama.api.access.Authentication;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The queues' log-ins: realm {@code chama}. */
@Component(service = JaasRealm.class, immediate = true)
public final class ClientRealm implements JaasRealm {

    private final Realm realm;

    @Activate
    public ClientRealm(BundleContext context, @Reference Authentication authentication) {
        realm = Realm.of("chama", "client", context, authentication, subject -> {});
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
