package org.chama.directory;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chama.api.directory.Department;
import org.chama.api.directory.Region;

/** All regions and departments at one moment, and what follows from them on one day. Never changes. */
final class Places {

    static final Places NONE = new Places(LocalDate.MIN, List.of(), List.of());

    private static final int DEEPEST = 8;

    private final LocalDate day;
    private final NavigableMap<String, List<Region>> regions = new TreeMap<>();
    private final NavigableMap<String, Department> departments = new TreeMap<>();
    private final Map<String, Set<String>> within = new HashMap<>();
    private final Map<String, String> authorities = new HashMap<>();

    Places(LocalDate day, Collection<Region> allRegions, Collection<Department> allDepartments) {
        this.day = day;
        for (Region region : allRegions) {
            regions.computeIfAbsent(region.code(), code -> new ArrayList<>(1)).add(region);
        }
        regions.values().forEach(periods -> periods.sort(Comparator.comparing(Region::from)));
        for (Department department : allDepartments) {
            departments.put(department.id(), department);
            for (String code : upwards(department.region())) {
                within.computeIfAbsent(code, c -> new HashSet<>()).add(department.id());
            }
            if (department.authority() && department.open()) {
                authorities.put(department.region(), department.id());
            }
        }
    }

    /** The same with these put in the place of their namesakes. */
    Places with(Collection<Region> changedRegions, Collection<Department> changedDepartments) {
        Map<String, Region> allRegions = new HashMap<>();
        regions().forEach(region -> allRegions.put(key(region), region));
        changedRegions.forEach(region -> allRegions.put(key(region), region));
        Map<String, Department> allDepartments = new HashMap<>(departments);
        changedDepartments.forEach(department -> allDepartments.put(department.id(), department));
        return new Places(day, allRegions.values(), allDepartments.values());
    }

    /** The same on another day. */
    Places on(LocalDate another) {
        return another.equals(day) ? this : new Places(another, regions(), departments.values());
    }

    private static String key(Region region) {
        return region.code() + region.from();
    }

    /** In the order of code and first day. */
    List<Region> regions() {
        return regions.values().stream().flatMap(List::stream).toList();
    }

    List<Region> periods(String code) {
        return Collections.unmodifiableList(regions.getOrDefault(code, List.of()));
    }

    Optional<Region> region(String code, LocalDate on) {
        return periods(code).stream().filter(region -> region.validOn(on)).findFirst();
    }

    /** The period of a code on this day, else the last before it. */
    Optional<Region> region(String code) {
        return periods(code).stream()
                .filter(region -> !region.from().isAfter(day))
                .reduce((earlier, later) -> later);
    }

    Optional<Department> department(String id) {
        return Optional.ofNullable(departments.get(id));
    }

    boolean isOpen(String id) {
        Department department = departments.get(id);
        return department != null && department.open();
    }

    NavigableMap<String, Department> departments() {
        return Collections.unmodifiableNavigableMap(departments);
    }

    Set<String> departmentsWithin(String region) {
        return Collections.unmodifiableSet(within.getOrDefault(region, Set.of()));
    }

    /** The open authority of a region, or else of the nearest region above. */
    Optional<Department> authorityOf(String region) {
        for (String code : upwards(region)) {
            String id = authorities.get(code);
            if (id != null) {
                return Optional.of(departments.get(id));
            }
        }
        return Optional.empty();
    }

    /** The code itself and those above it. */
    private List<String> upwards(String code) {
        List<String> codes = new ArrayList<>(3);
        Optional<String> next = Optional.of(code);
        while (next.isPresent() && codes.size() < DEEPEST) {
            codes.add(next.get());
            next = region(next.get()).flatMap(Region::superior);
        }
        return codes;
    }
}
