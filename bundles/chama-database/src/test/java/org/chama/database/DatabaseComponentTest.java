package org.chama.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.chama.api.RefusedException;
import org.chama.api.database.Database;
import org.chama.api.database.Leases;
import org.chama.api.database.Outbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class DatabaseComponentTest {

    @TempDir
    Path data;

    private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

    @Test
    void offersItsServicesWithoutAnyConfigurationAndTakesThemBackAtTheEnd() {
        DatabaseComponent component = new DatabaseComponent(context(), configuration(""));
        await().until(() ->
                services.keySet().containsAll(java.util.Set.of(Database.class, Leases.class, Outbox.class)));
        Database database = (Database) services.get(Database.class);
        assertThat(database.kind()).isEqualTo(Database.Kind.H2);
        assertThat(data.resolve("database/chama.mv.db")).exists();
        component.close();
        assertThat(services).isEmpty();
    }

    @Test
    void waitsForADatabaseThatIsNotThereYet() throws Exception {
        Path secret = data.resolve("secrets/database-chama");
        Path away = data.resolve("away");
        new NodeDatabase(Settings.h2(data)).close();
        Files.move(secret, away);
        DatabaseComponent component = new DatabaseComponent(context(), configuration(""));
        await().until(() -> Files.exists(secret));
        assertThat(services).isEmpty();
        Files.move(away, secret, StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> services.size() == 3);
        component.close();
    }

    @Test
    void refusesAConfigurationThatCanNeverWork() {
        assertThatThrownBy(() -> new DatabaseComponent(context(), configuration("jdbc:mysql://localhost/x")))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> new DatabaseComponent(
                        context(), configuration("jdbc:postgresql://localhost/x?user=chama&password=secret")))
                .isInstanceOf(RefusedException.class)
                .hasMessageNotContaining("secret");
    }

    private BundleContext context() {
        return fake(BundleContext.class, (self, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> data.toString();
            case "registerService" -> register((Class<?>) arguments[0], arguments[1]);
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private ServiceRegistration<?> register(Class<?> type, Object service) {
        assertThat(type.cast(service)).isNotNull();
        services.put(type, service);
        return fake(ServiceRegistration.class, (self, method, arguments) -> services.remove(type));
    }

    private static DatabaseComponent.Configuration configuration(String url) {
        return fake(
                DatabaseComponent.Configuration.class,
                (self, method, arguments) -> method.getName().equals("url") ? url : method.getDefaultValue());
    }

    private static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }
}
