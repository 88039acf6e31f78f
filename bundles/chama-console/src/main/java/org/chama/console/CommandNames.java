package org.chama.console;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The commands a line of the shell begins, without their arguments: the first word of each statement, of each part of a pipe and of each
 * block, those of definitions that run later too. A command whose name is not written out plainly is {@code ?}.
 */
final class CommandNames {

    private static final int MOST = 50;
    private static final int LONGEST = 60;
    private static final String BEGINS = ";|&\n\r({";
    static final String UNKNOWN = "?";

    private final CharSequence line;
    private final Set<String> names = new LinkedHashSet<>();
    private long more;
    private int at;
    private boolean first = true;

    private CommandNames(CharSequence line) {
        this.line = line;
    }

    static CommandNames in(CharSequence line) {
        CommandNames found = new CommandNames(line);
        while (found.at < line.length()) {
            found.step();
        }
        return found;
    }

    /** At most {@value #MOST}, without ours. */
    Set<String> names() {
        return names;
    }

    /** How many commands of the line are not among the names. */
    long more() {
        return more;
    }

    private void step() {
        char c = line.charAt(at);
        if (BEGINS.indexOf(c) >= 0) {
            first = true;
            at++;
        } else if (c <= ' ' || c == '}' || c == ')') {
            at++;
        } else if (first && (c == '#' || c == '/')) {
            skipTo('\n');
        } else if (first) {
            first = false;
            word();
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else {
            at += c == '\\' ? 2 : 1;
        }
    }

    private void word() {
        int from = at;
        while (at < line.length() && isWord(line.charAt(at))) {
            at++;
        }
        boolean plain = at > from && (at == line.length() || ends(line.charAt(at)));
        String word = line.subSequence(from, at).toString();
        if (isAssigned()) {
            skipDefinition();
        } else if (!plain) {
            add(UNKNOWN);
        } else if (!word.startsWith("chama:")) {
            add(word.length() > LONGEST ? word.substring(0, LONGEST) : word);
        }
    }

    private void add(String name) {
        if (names.size() < MOST || names.contains(name)) {
            names.add(name);
        } else {
            more++;
        }
    }

    private boolean isAssigned() {
        int next = at;
        while (next < line.length() && !ends(line.charAt(next)) && line.charAt(next) != '=') {
            next++;
        }
        while (next < line.length() && line.charAt(next) == ' ') {
            next++;
        }
        return next < line.length() && line.charAt(next) == '=';
    }

    /** To where the assignment ends, or a block or parentheses begin in it. */
    private void skipDefinition() {
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ';' || c == '\n' || c == '(' || c == '{') {
                return;
            }
            if (c == '"' || c == '\'') {
                quoted(c);
            } else {
                at += c == '\\' ? 2 : 1;
            }
        }
    }

    /** Within double quotes {@code $(…)} runs at once: what it is, is not looked at. */
    private void quoted(char quote) {
        at++;
        while (at < line.length() && line.charAt(at) != quote) {
            if (quote == '"' && line.charAt(at) == '$' && at + 1 < line.length() && line.charAt(at + 1) == '(') {
                add(UNKNOWN);
            }
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipTo(char end) {
        while (at < line.length() && line.charAt(at) != end) {
            at++;
        }
    }

    private static boolean ends(char c) {
        return c <= ' ' || BEGINS.indexOf(c) >= 0 || c == '}' || c == ')';
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == ':'
                || c == '-'
                || c == '_'
                || c == '.';
    }
}
