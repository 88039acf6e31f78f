package org.chama.crypto;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.crypto.Tls;
import org.chama.api.notices.Alarms;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Offers {@link Tls} when the configured files are good: a service of the component itself would be there before that is known. */
@Component(
        configurationPid = "org.chama.tls",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        service = {})
@Designate(ocd = TlsComponent.Configuration.class)
public final class TlsComponent {

    private static final int LOOK_EVERY_SECONDS = 2;

    /** No secret is here: only paths of owner-only files. */
    @ObjectClassDefinition(name = "TLS of the doors 传输加密")
    @interface Configuration {

        @AttributeDefinition(description = "address the doors bind")
        String address() default "";

        @AttributeDefinition(description = "port of HTTPS")
        int http_port() default 8443;

        @AttributeDefinition(description = "port of AMQP and STOMP with client certificates")
        int broker_port() default 61617;

        @AttributeDefinition(description = "PKCS#12 file with the node's private key and chain, owner-only")
        String key_store() default "";

        @AttributeDefinition(description = "owner-only file with its password")
        String key_store_password_file() default "";

        @AttributeDefinition(description = "PKCS#12 file with the authorities of client certificates, owner-only")
        String trust_store() default "";

        @AttributeDefinition(description = "owner-only file with its password")
        String trust_store_password_file() default "";

        @AttributeDefinition(description = "TLSv1.3, TLSv1.2 or both, with a comma")
        String[] protocols() default {"TLSv1.3", "TLSv1.2"};
    }

    private final NodeTls tls;
    private final ServiceRegistration<Tls> offered;
    private final ScheduledExecutorService watch;
    private final TlsAlarm alarm = new TlsAlarm(() -> Optional.ofNullable(this.alarms));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Alarms alarms;

    /** @throws RefusedException when a setting or a file is not good; it is in the log as one line in both languages */
    @Activate
    public TlsComponent(BundleContext context, Configuration configuration) {
        TlsSayings sayings = TlsSayings.logged();
        try {
            tls = open(configuration, sayings);
        } catch (RefusedException e) {
            sayings.error(e.refusal().text());
            throw e;
        }
        offered = context.registerService(Tls.class, tls, null);
        watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "chama-tls-files");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(() -> look(sayings), 0, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void close() {
        offered.unregister();
        watch.shutdownNow();
        tls.wipe();
    }

    /** A surprise must not end the watch. */
    private void look(TlsSayings sayings) {
        try {
            tls.look();
            alarm.tell(tls.expiring());
        } catch (RuntimeException | LinkageError e) {
            sayings.failed(new Text("TLS 文件检查出错。", "Looking after the TLS files failed."), e);
        }
    }

    static NodeTls open(Configuration given, TlsSayings sayings) {
        TlsSettings settings =
                new TlsSettings(given.address(), given.http_port(), given.broker_port(), List.of(given.protocols()));
        TlsFiles files = new TlsFiles(
                file("key.store", given.key_store()),
                file("key.store.password.file", given.key_store_password_file()),
                file("trust.store", given.trust_store()),
                file("trust.store.password.file", given.trust_store_password_file()));
        return new NodeTls(settings, files, Clock.systemUTC(), sayings);
    }

    private static OwnerFile file(String setting, String given) {
        if (given.isBlank()) {
            throw TlsSettings.refused("请设置 " + setting + "。", "set " + setting + ".");
        }
        return new OwnerFile(Path.of(given.strip()));
    }
}
