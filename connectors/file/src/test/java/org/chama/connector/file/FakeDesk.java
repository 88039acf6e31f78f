package org.chama.connector.file;

import java.lang.reflect.Proxy;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chama.api.desk.ArrivalState;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.desk.Listing;

/** A desk that lists the arrivals of vehicles a test gives it, one a page, newest first. */
final class FakeDesk {

    final List<ArrivalView> arrivals = new CopyOnWriteArrayList<>();
    volatile RuntimeException failing;
    volatile int asked;

    void add(String name, ArrivalState state, OffsetDateTime claimed) {
        arrivals.add(
                0,
                new ArrivalView(
                        arrivals.size() + 1,
                        "vehicles",
                        "traffic-police",
                        "file-test",
                        "traffic-police/vehicles/" + name,
                        state,
                        1,
                        1,
                        0,
                        0,
                        0,
                        0,
                        1,
                        0,
                        0,
                        claimed,
                        Optional.empty(),
                        Optional.empty()));
    }

    Desk desk() {
        return (Desk) Proxy.newProxyInstance(
                FakeDesk.class.getClassLoader(), new Class<?>[] {Desk.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("arrivals")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return page((Filter) arguments[0], (Optional<?>) arguments[1]);
                });
    }

    private Listing<ArrivalView> page(Filter filter, Optional<?> after) {
        asked++;
        if (failing != null) {
            throw failing;
        }
        if (!filter.department().equals(Optional.of("traffic-police"))
                || !filter.dataset().equals(Optional.of("vehicles"))) {
            throw new IllegalArgumentException(filter.toString());
        }
        int at = after.map(token -> Integer.parseInt(token.toString())).orElse(0);
        return new Listing<>(
                arrivals.subList(Math.min(at, arrivals.size()), Math.min(at + 1, arrivals.size())),
                at + 1 < arrivals.size() ? Optional.of(Integer.toString(at + 1)) : Optional.empty());
    }
}
