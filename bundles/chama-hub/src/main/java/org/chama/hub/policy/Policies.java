package org.chama.hub.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.chama.api.policy.Check;
import org.chama.api.policy.Mask;
import org.chama.hub.Progress;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The masks and checks that are installed now, by name; of several with one name the one of the highest bundle version, then of the
 * highest service ranking. Who has found one keeps it for the batch it began.
 */
@Component(service = Policies.class)
public final class Policies {

    /**
     * A policy found by its name.
     *
     * @param version name and version as traces show it, {@code phone/1.2.0}
     */
    public record Found<T>(T policy, String version) {}

    private record Offer(ServiceReference<?> reference, Object policy) {}

    private final Progress progress;
    private final AtomicLong revision = new AtomicLong();
    private final Map<String, List<Offer>> masks = new HashMap<>();
    private final Map<String, List<Offer>> checks = new HashMap<>();

    @Activate
    public Policies(@Reference Progress progress) {
        this.progress = progress;
    }

    /** Rises with every policy that comes or goes. */
    public long revision() {
        return revision.get();
    }

    public Optional<Found<Mask>> mask(String name) {
        return best(masks, name, Mask.class);
    }

    public Optional<Found<Check>> check(String name) {
        return best(checks, name, Check.class);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addMask(ServiceReference<Mask> reference, Mask mask) {
        add(masks, reference, mask);
    }

    void removeMask(ServiceReference<Mask> reference) {
        remove(masks, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCheck(ServiceReference<Check> reference, Check check) {
        add(checks, reference, check);
    }

    void removeCheck(ServiceReference<Check> reference) {
        remove(checks, reference);
    }

    private void add(Map<String, List<Offer>> offers, ServiceReference<?> reference, Object policy) {
        if (reference.getProperty(Mask.NAME) instanceof String name) {
            synchronized (this) {
                List<Offer> of = offers.computeIfAbsent(name, key -> new ArrayList<>());
                of.add(new Offer(reference, policy));
                of.sort((a, b) -> order(b.reference(), a.reference()));
            }
            changed();
        }
    }

    private void remove(Map<String, List<Offer>> offers, ServiceReference<?> reference) {
        synchronized (this) {
            offers.values().forEach(of -> of.removeIf(offer -> offer.reference().equals(reference)));
        }
        changed();
    }

    private void changed() {
        revision.incrementAndGet();
        if (progress != null) {
            progress.release().ring();
        }
    }

    private synchronized <T> Optional<Found<T>> best(Map<String, List<Offer>> offers, String name, Class<T> type) {
        List<Offer> of = offers.getOrDefault(name, List.of());
        if (of.isEmpty()) {
            return Optional.empty();
        }
        Offer first = of.get(0);
        return Optional.of(new Found<>(
                type.cast(first.policy()),
                name + "/" + first.reference().getBundle().getVersion()));
    }

    private static int order(ServiceReference<?> a, ServiceReference<?> b) {
        if (a.getBundle() == null || b.getBundle() == null) {
            return a.getBundle() == b.getBundle() ? 0 : a.getBundle() == null ? -1 : 1;
        }
        int byVersion = a.getBundle().getVersion().compareTo(b.getBundle().getVersion());
        return byVersion != 0 ? byVersion : a.compareTo(b);
    }
}
