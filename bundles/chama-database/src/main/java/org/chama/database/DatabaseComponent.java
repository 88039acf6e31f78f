package org.chama.database;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.DatabaseException;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database and offers {@link Database}, {@link Leases} and {@link Outbox} as soon as it is there and safe; until then it
 * asks again every few seconds. Later outages do not take the services away.
 */
@Component(
        configurationPid = "org.chama.database",
        service = {})
@Designate(ocd = DatabaseComponent.Configuration.class)
public final class DatabaseComponent {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseComponent.class);
    private static final long AGAIN_SECONDS = 3;

    /** Passwords are never here: only paths of owner-only files. */
    @ObjectClassDefinition(name = "Database 数据库")
    @interface Configuration {

        @AttributeDefinition(
                description = "jdbc:h2:file:<path> or jdbc:postgresql://…; empty: H2 in database/ of the data folder")
        String url() default "";

        String user() default Settings.HUB;

        @AttributeDefinition(
                description =
                        "owner-only file; empty: H2 makes one in secrets/ of the data folder, PostgreSQL is sent none")
        String password_file() default "";

        String share_reader_user() default Settings.SHARE_READER;

        String share_reader_password_file() default "";

        String open_reader_user() default Settings.OPEN_READER;

        String open_reader_password_file() default "";

        @AttributeDefinition(description = "of the hub at most")
        int connections() default Settings.CONNECTIONS;

        @AttributeDefinition(description = "after which a node without sign of life counts as dead")
        int silence_seconds() default Settings.SILENCE_SECONDS;
    }

    private final BundleContext context;
    private final Settings settings;
    private final ScheduledExecutorService opening;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private String waitsFor = "";
    private boolean over;

    @Activate
    public DatabaseComponent(BundleContext context, Configuration configuration) {
        this.context = context;
        this.settings = settings(configuration, dataFolder(context));
        this.opening = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-database-opening");
            thread.setDaemon(true);
            return thread;
        });
        opening.execute(this::open);
    }

    @Deactivate
    void close() {
        opening.shutdownNow();
        synchronized (this) {
            over = true;
            shut();
        }
    }

    private void shut() {
        services.forEach(ServiceRegistration::unregister);
        services.clear();
        open.forEach(DatabaseComponent::close);
        open.clear();
    }

    private synchronized void open() {
        if (over) {
            return;
        }
        try {
            NodeDatabase database = new NodeDatabase(settings);
            open.add(0, database);
            NodeLeases leases = new NodeLeases(database, settings.silenceSeconds());
            open.add(0, leases);
            services.add(context.registerService(Database.class, database, null));
            services.add(context.registerService(Leases.class, leases, null));
            services.add(context.registerService(Outbox.class, new TableOutbox(database), null));
            LOG.info("{} is open; this run of the node is {}", database.kind(), leases.node());
            opening.shutdown();
        } catch (RefusedException e) {
            again(e.refusal().text().zh() + " " + e.refusal().text().en(), true);
        } catch (DatabaseException e) {
            again(String.valueOf(e.getMessage()), e.kind() == DatabaseException.Cause.FAULT);
        } catch (RuntimeException | Error e) {
            LOG.debug("the database does not open", e);
            again(e.toString(), true);
        }
    }

    /** Says each reason once. */
    private void again(String reason, boolean someoneMustAct) {
        shut();
        if (!reason.equals(waitsFor)) {
            waitsFor = reason;
            if (someoneMustAct) {
                LOG.error("the database does not open; trying again every {} s: {}", AGAIN_SECONDS, reason);
            } else {
                LOG.warn("waiting for the database, asking every {} s: {}", AGAIN_SECONDS, reason);
            }
        }
        opening.schedule(this::open, AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
        }
    }

    private static Path dataFolder(BundleContext context) {
        return Path.of(Optional.ofNullable(context.getProperty("karaf.data")).orElse("data"))
                .toAbsolutePath();
    }

    static Settings settings(Configuration configuration, Path data) {
        Settings usual = configuration.url().isBlank() ? Settings.h2(data) : Settings.of(configuration.url(), data);
        return new Settings(
                usual.url(),
                login(configuration.user(), configuration.password_file(), usual.hub()),
                login(configuration.share_reader_user(), configuration.share_reader_password_file(), usual.share()),
                login(configuration.open_reader_user(), configuration.open_reader_password_file(), usual.open()),
                configuration.connections(),
                configuration.silence_seconds());
    }

    private static Login login(String user, String file, Login usual) {
        return new Login(user, file.isBlank() ? usual.password() : Optional.of(Path.of(file)));
    }
}
