package org.chama.hub.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.chama.api.policy.Check;
import org.chama.api.policy.Mask;
import org.chama.hub.Progress;
import org.osgi.framework.Bundle;
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

    /**
     * The masks of these names, one choice for all: of the versions of a bundle only the highest counts that offers every one of the
     * names any of them offers, so that nothing is masked by two versions of a bundle that is just coming or going. Names nobody
     * offers are missing.
     */
    public synchronized Map<String, Found<Mask>> masks(Collection<String> names) {
        Map<String, Map<Bundle, Integer>> bundles = new HashMap<>();
        for (String name : new HashSet<>(names)) {
            masks.getOrDefault(name, List.of()).stream()
                    .map(offer -> offer.reference().getBundle())
                    .filter(Objects::nonNull)
                    .distinct()
                    .forEach(bundle -> bundles.computeIfAbsent(bundle.getSymbolicName(), key -> new HashMap<>())
                            .merge(bundle, 1, Integer::sum));
        }
        Set<Bundle> chosen = new HashSet<>();
        for (Map<Bundle, Integer> versions : bundles.values()) {
            int most = Collections.max(versions.values());
            versions.keySet().stream()
                    .filter(bundle -> versions.get(bundle) == most)
                    .max(Comparator.comparing(Bundle::getVersion))
                    .ifPresent(chosen::add);
        }
        Map<String, Found<Mask>> found = new HashMap<>();
        for (String name : names) {
            masks.getOrDefault(name, List.of()).stream()
                    .filter(offer -> chosen.contains(offer.reference().getBundle()))
                    .findFirst()
                    .ifPresent(offer -> found.put(name, found(offer, name, Mask.class)));
        }
        return found;
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
        return Optional.of(found(of.get(0), name, type));
    }

    private static <T> Found<T> found(Offer offer, String name, Class<T> type) {
        return new Found<>(
                type.cast(offer.policy()),
                name + "/" + offer.reference().getBundle().getVersion());
    }

    private static int order(ServiceReference<?> a, ServiceReference<?> b) {
        if (a.getBundle() == null || b.getBundle() == null) {
            return a.getBundle() == b.getBundle() ? 0 : a.getBundle() == null ? -1 : 1;
        }
        int byVersion = a.getBundle().getVersion().compareTo(b.getBundle().getVersion());
        return byVersion != 0 ? byVersion : a.compareTo(b);
    }
}
