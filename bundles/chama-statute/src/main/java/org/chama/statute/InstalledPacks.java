package org.chama.statute;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chama.api.RefusedException;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.ClockRule.Extension;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.RulePacks;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packs of this bundle and those an operator has put into {@code etc/rules} before the start. A file that is wrong, or a pack that
 * applies in the same place on the same days as another, is left out with a line in the log; what is good goes on.
 */
@Component
public final class InstalledPacks implements RulePacks {

    private static final Logger LOG = LoggerFactory.getLogger(InstalledPacks.class);
    private static final List<String> OURS = List.of("yn-2021-draft.yaml", "gz-2020.yaml");
    private static final String ENDING = ".yaml";
    private static final int DIVISION = 6;

    private final List<RulePack> packs = new ArrayList<>();

    @Activate
    public InstalledPacks() {
        this(Path.of(System.getProperty("karaf.etc", "etc")).resolve("rules"));
    }

    InstalledPacks(Path folder) {
        for (String name : OURS) {
            try (InputStream in = InstalledPacks.class.getResourceAsStream(name)) {
                add(PackFile.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException("the bundle's " + name + " cannot be read", e);
            }
        }
        if (Files.isDirectory(folder)) {
            files(folder).forEach(this::take);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private void take(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            add(PackFile.read(in));
        } catch (RefusedException e) {
            LOG.error(
                    "规则包 {} 未采用: {} / the rule pack is left out: {}",
                    file.getFileName(),
                    e.refusal().text().zh(),
                    e.refusal().text().en());
        } catch (IOException e) {
            LOG.error("规则包 {} 无法读取 / the rule pack cannot be read", file.getFileName(), e);
        }
    }

    private void add(RulePack pack) {
        for (RulePack other : packs) {
            if (other.id().equals(pack.id())) {
                throw refused("已有规则包 " + pack.id(), "there is a rule pack " + pack.id());
            }
            if (other.place().equals(pack.place()) && overlap(other, pack)) {
                throw refused(
                        pack.id() + " 与 " + other.id() + " 在同一地区的适用日期重叠",
                        pack.id() + " and " + other.id() + " apply in one place on the same days");
            }
        }
        packs.add(pack);
        packs.sort(Comparator.comparing(RulePack::place).thenComparing(RulePack::from));
    }

    private static RefusedException refused(String zh, String en) {
        return new RefusedException("conflict-rule-pack", zh, en);
    }

    private static boolean overlap(RulePack one, RulePack other) {
        return one.until().filter(last -> last.isBefore(other.from())).isEmpty()
                && other.until().filter(last -> last.isBefore(one.from())).isEmpty();
    }

    @Override
    public List<RulePack> all() {
        return List.copyOf(packs);
    }

    @Override
    public Optional<RulePack> find(String id) {
        return packs.stream().filter(pack -> pack.id().equals(id)).findFirst();
    }

    @Override
    public Optional<RulePack> current(String division, LocalDate day) {
        for (int digits = DIVISION; digits >= 2; digits -= 2) {
            String place = (division + "0".repeat(DIVISION)).substring(0, digits) + "0".repeat(DIVISION - digits);
            Optional<RulePack> found = packs.stream()
                    .filter(pack -> pack.place().equals(place) && pack.applies(day))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Difference> compare(RulePack one, RulePack other) {
        Map<String, String> first = said(one);
        Map<String, String> second = said(other);
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        return names.stream()
                .map(name -> new Difference(name, first.getOrDefault(name, ""), second.getOrDefault(name, "")))
                .filter(difference -> !difference.one().equals(difference.other()))
                .toList();
    }

    /** Everything a pack says that has an effect, by where it says it. */
    private static Map<String, String> said(RulePack pack) {
        Map<String, String> said = new TreeMap<>();
        for (ClockRule clock : pack.clocks().values()) {
            String at = "clocks/" + clock.id() + "/";
            said.put(at + "unit", clock.unit().name());
            said.put(at + "length", Integer.toString(clock.length()));
            said.put(at + "due-soon", clock.dueSoon().toString());
            said.put(
                    at + "extension", clock.extension().map(Extension::toString).orElse("none"));
            said.put(at + "end", clock.end());
            said.put(at + "counting", clock.counting().name());
            said.put(at + "statutory", Boolean.toString(clock.statutory()));
        }
        pack.numbers().forEach((name, value) -> said.put("numbers/" + name, Long.toString(value)));
        return said;
    }
}
