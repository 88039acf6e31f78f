package org.chama.crypto;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.crypto.Tls;
import org.chama.crypto.TlsFiles.Content;

/** Files that were good when it was made, and are followed as they change. */
final class NodeTls implements Tls {

    private static final Duration WARN_BEFORE = Duration.ofDays(30);
    private static final Duration WARN_EVERY = Duration.ofDays(1);

    /** Tells registrations of the same listener apart. */
    private record Registration(Runnable listener, Object self) {}

    private final TlsSettings settings;
    private final TlsFiles files;
    private final Clock clock;
    private final TlsSayings sayings;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    private final Object passwords = new Object();
    private Content content;

    private List<OwnerFile.Stamp> examined;
    private List<OwnerFile.Stamp> seen;
    private Instant warned = Instant.MIN;

    /** @throws RefusedException when the files are not good */
    NodeTls(TlsSettings settings, TlsFiles files, Clock clock, TlsSayings sayings) {
        this.settings = settings;
        this.files = files;
        this.clock = clock;
        this.sayings = sayings;
        this.examined = files.stamps();
        this.seen = examined;
        this.content = files.check(clock);
    }

    /**
     * Examines files that changed and have stayed the same since the last look: the good are taken and told, the bad are said once and
     * what was good stays. Also warns of what expires. By one thread.
     */
    void look() {
        warnOfExpiry();
        List<OwnerFile.Stamp> now = files.stamps();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(examined)) {
            return;
        }
        examined = now;
        try {
            take(files.check(clock));
        } catch (RefusedException e) {
            Text why = e.refusal().text();
            sayings.error(new Text(
                    "TLS 文件已改变但不可用，继续使用原有证书：" + why.zh(),
                    "The TLS files have changed and are not usable; the certificates read before stay: " + why.en()));
            return;
        }
        registrations.forEach(this::tell);
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public int httpPort() {
        return settings.httpPort();
    }

    @Override
    public int brokerPort() {
        return settings.brokerPort();
    }

    @Override
    public Path keyStore() {
        return files.keyStore().path();
    }

    @Override
    public char[] keyStorePassword() {
        synchronized (passwords) {
            return content.keyPassword().characters();
        }
    }

    @Override
    public Path trustStore() {
        return files.trustStore().path();
    }

    @Override
    public char[] trustStorePassword() {
        synchronized (passwords) {
            return content.trustPassword().characters();
        }
    }

    @Override
    public List<String> protocols() {
        return settings.protocols();
    }

    @Override
    public AutoCloseable onReload(Runnable listener) {
        Registration registration = new Registration(listener, new Object());
        registrations.add(registration);
        return () -> registrations.remove(registration);
    }

    void wipe() {
        synchronized (passwords) {
            content.wipe();
        }
    }

    private void take(Content fresh) {
        synchronized (passwords) {
            content.wipe();
            content = fresh;
        }
        warned = Instant.MIN;
    }

    private void tell(Registration registration) {
        try {
            registration.listener().run();
        } catch (RuntimeException | LinkageError e) {
            Text text = new Text(
                    "证书已更换，但有一个入口未能启用新证书，请重启节点。",
                    "The certificates were replaced, but one door did not take them: restart the node.");
            sayings.failed(text, e);
        }
    }

    /** Which file expires within thirty days, and when; empty when none does. */
    Optional<Text> expiring() {
        if (content.expires().minus(WARN_BEFORE).isAfter(clock.instant())) {
            return Optional.empty();
        }
        Path file = content.expiring().path();
        return Optional.of(new Text(
                file + " 中的证书于 " + content.expires() + " 到期：请更换文件，无需重启。",
                "A certificate in " + file + " expires at " + content.expires()
                        + ": replace the file, no restart is needed."));
    }

    private void warnOfExpiry() {
        Instant now = clock.instant();
        if (!warned.plus(WARN_EVERY).isAfter(now)) {
            expiring().ifPresent(text -> {
                warned = now;
                sayings.warn(text);
            });
        }
    }
}
