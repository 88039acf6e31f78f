package org.chama.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Tls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class TlsComponentTest {

    @TempDir
    Path data;

    private final List<Tls> offered = new ArrayList<>();
    private final BundleContext context = (BundleContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("registerService");
                Tls tls = (Tls) arguments[1];
                offered.add(tls);
                return Proxy.newProxyInstance(
                        getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (p, m, a) -> {
                            assertThat(m.getName()).isEqualTo("unregister");
                            offered.remove(tls);
                            return null;
                        });
            });

    @Test
    void isOfferedWhileItsFilesAreGoodAndTheComponentIsThere() throws Exception {
        Map<String, String> settings = settings();
        TlsComponent component = new TlsComponent(context, configuration(settings));
        assertThat(offered).singleElement().satisfies(tls -> {
            assertThat(tls.address()).isEqualTo("127.0.0.1");
            assertThat(tls.httpPort()).isEqualTo(8443);
            assertThat(tls.brokerPort()).isEqualTo(61617);
            assertThat(tls.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(tls.keyStorePassword())
                    .isEqualTo(Files.readString(Path.of(settings.get("key_store_password_file")))
                            .strip()
                            .toCharArray());
        });
        component.close();
        assertThat(offered).isEmpty();
    }

    @Test
    void isNotOfferedWhenAFileOrASettingIsMissing() throws Exception {
        for (String missing : settings().keySet()) {
            Map<String, String> settings = settings();
            settings.put(missing, " ");
            RefusedException refused =
                    (RefusedException) catchThrowable(() -> new TlsComponent(context, configuration(settings)));
            assertThat(refused.refusal().code()).isEqualTo("tls-setting");
            assertThat(refused.refusal().text().en()).contains(missing.replace('_', '.'));
            if (!missing.equals("address")) {
                settings.put(missing, data.resolve("nothing").toString());
                assertThat(catchThrowable(() -> new TlsComponent(context, configuration(settings))))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("does not exist");
            }
        }
        assertThat(offered).isEmpty();
    }

    private Map<String, String> settings() throws Exception {
        Path folder = data.resolve("tls");
        if (!Files.exists(folder)) {
            new TrialCertificates().make(folder, List.of("localhost"), List.of(), 3);
        }
        return new HashMap<>(Map.of(
                "address", "127.0.0.1",
                "key_store", folder.resolve("node.p12").toString(),
                "key_store_password_file", folder.resolve("password").toString(),
                "trust_store", folder.resolve("truststore.p12").toString(),
                "trust_store_password_file", folder.resolve("password").toString()));
    }

    /** What is not set has its default. */
    private static TlsComponent.Configuration configuration(Map<String, String> settings) {
        return (TlsComponent.Configuration) Proxy.newProxyInstance(
                TlsComponent.class.getClassLoader(),
                new Class<?>[] {TlsComponent.Configuration.class},
                (proxy, method, arguments) -> Optional.<Object>ofNullable(settings.get(method.getName()))
                        .orElseGet(method::getDefaultValue));
    }
}
