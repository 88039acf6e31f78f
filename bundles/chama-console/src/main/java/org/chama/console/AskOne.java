package org.chama.console;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.chama.api.RefusedException;

/**
 * What commands share that are about one thing: its id, for some with further words behind it, and the options before or behind them.
 * Karaf itself takes options before arguments only and would not say so.
 */
abstract class AskOne extends Ask {

    @Argument(
            name = "id",
            required = true,
            multiValued = true,
            description = "编号或名称,选项可在其前或其后 / the id or name; options may stand before or behind it")
    private List<String> words = new ArrayList<>();

    final String id() {
        return word(0);
    }

    /** The id is word 0. */
    final String word(int index) {
        behind();
        return words.get(index);
    }

    /** The value of an option, whichever side of the id it stands on. */
    final String option(String name, String before) {
        return behind().getOrDefault(name, before);
    }

    /** @throws RefusedException when it is not given */
    final String needed(String name, String before) {
        String value = option(name, before);
        if (value.isEmpty()) {
            throw new RefusedException("option-missing", "缺少 " + name, name + " is missing");
        }
        return value;
    }

    /** What the words are, for who gave too few of them. */
    List<String> names() {
        return List.of("id");
    }

    private Map<String, String> behind() {
        if (words.size() < names().size()) {
            String wanted = String.join(" ", names());
            throw new RefusedException("argument-missing", "参数应为: " + wanted, "the arguments are: " + wanted);
        }
        Map<String, String> behind = new HashMap<>();
        for (int i = names().size(); i < words.size(); i += 2) {
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
        for (int i = names().size(); i + 1 < words.size(); i += 2) {
            if (words.get(i).equals(LANG)) {
                return words.get(i + 1);
            }
        }
        return super.lang();
    }
}
