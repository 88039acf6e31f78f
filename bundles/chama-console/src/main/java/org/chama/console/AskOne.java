package org.chama.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.chama.api.RefusedException;

/**
 * What commands share that are about one thing: its id, with the options before or behind it. Karaf itself takes options before
 * arguments only and would not say so.
 */
abstract class AskOne extends Ask {

    @Argument(
            name = "id",
            required = true,
            multiValued = true,
            description = "编号,选项可在其前或其后 / the id; options may stand before or behind it")
    private List<String> words = new ArrayList<>();

    final String id() {
        behind();
        return words.get(0);
    }

    /** The value of an option, whichever side of the id it stands on. */
    final String option(String name, String before) {
        return behind().getOrDefault(name, before);
    }

    private Map<String, String> behind() {
        Map<String, String> behind = new HashMap<>();
        for (int i = 1; i < words.size(); i += 2) {
            if (!options().contains(words.get(i)) || i + 1 == words.size()) {
                String known = String.join(", ", options());
                throw new RefusedException(
                        "unknown-argument",
                        "编号之后只能是选项及其值: " + known,
                        "behind the id stand options with values only: " + known);
            }
            behind.put(words.get(i), words.get(i + 1));
        }
        return behind;
    }

    /** Names of the options this command takes. */
    List<String> options() {
        return List.of(LANG);
    }

    @Override
    String lang() {
        for (int i = 1; i + 1 < words.size(); i += 2) {
            if (words.get(i).equals(LANG)) {
                return words.get(i + 1);
            }
        }
        return super.lang();
    }
}
