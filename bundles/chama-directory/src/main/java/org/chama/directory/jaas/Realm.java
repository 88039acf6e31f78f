package org.chama.directory.jaas;

import java.util.Map;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.chama.api.access.Authentication;
import org.osgi.framework.BundleContext;

/** A realm whose log-ins are the directory's. */
record Realm(String name, AppConfigurationEntry entry) {

    /** Above the realm of Karaf's own user file. */
    private static final int RANK = 100;

    static Realm of(
            String name, String of, BundleContext context, Authentication authentication, Consumer<Subject> seated) {
        return new Realm(
                name,
                new AppConfigurationEntry(
                        ProxyLoginModule.class.getName(),
                        LoginModuleControlFlag.REQUIRED,
                        Map.of(
                                ProxyLoginModule.PROPERTY_MODULE,
                                DirectoryLogin.class.getName(),
                                ProxyLoginModule.PROPERTY_BUNDLE,
                                Long.toString(context.getBundle().getBundleId()),
                                DirectoryLogin.AUTHENTICATION,
                                authentication,
                                DirectoryLogin.OUTAGE,
                                new Outage(),
                                DirectoryLogin.OF,
                                of,
                                DirectoryLogin.SEATED,
                                seated)));
    }

    int rank() {
        return RANK;
    }

    AppConfigurationEntry[] entries() {
        return new AppConfigurationEntry[] {entry};
    }
}
