package org.chama.hub;

import java.nio.file.Path;
import org.chama.api.database.Database;
import org.chama.api.notices.Alarms;
import org.chama.hub.intake.Folders;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The hub's ground: its tables are up to date, its folders exist; the other components of the hub stand on it. */
@Component(service = Hub.class, configurationPid = "org.chama.hub", configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = Hub.Settings.class)
public final class Hub {

    /** What an operator sets in {@code etc/org.chama.hub.cfg}. */
    @ObjectClassDefinition(name = "Hub 枢纽")
    public @interface Settings {

        /** Folder with drop, taken, archive and quarantine; empty for the node's own. Several nodes share one. */
        String folder() default "";

        /** Batches of one arrival that may be queued and not yet stored. */
        int inflight_batches() default 48;

        /** Batches stored in one transaction at most. */
        int transaction_batches() default 8;

        /** A mask or check that takes longer for one batch hangs. */
        int policy_timeout_seconds() default 30;

        /** The largest document a connector may hand over as a stream. */
        long stream_bytes() default 16L << 30;
    }

    private final Settings settings;
    private final Folders folders;
    private final Secrecy secrecy;

    @Activate
    public Hub(@Reference Database database, @Reference Alarms alarms, Settings settings) {
        this.secrecy = new Secrecy(alarms);
        this.settings = settings;
        database.migrate("hub", Hub.class.getClassLoader());
        this.folders = new Folders(
                settings.folder().isBlank()
                        ? Path.of(System.getProperty("karaf.base", "."))
                        : Path.of(settings.folder()));
    }

    public Settings settings() {
        return settings;
    }

    public Folders folders() {
        return folders;
    }

    public Secrecy secrecy() {
        return secrecy;
    }
}
