package org.chama.generator;

/**
 * One column of a kind.
 *
 * @param name heading and key
 * @param title heading in Chinese
 * @param width bytes it takes in a fixed-width line, in whatever character set
 * @param isNumber whether JSON writes it as a number
 */
public record Column(String name, String title, int width, boolean isNumber) {

    static Column text(String name, String title, int width) {
        return new Column(name, title, width, false);
    }

    static Column number(String name, String title, int width) {
        return new Column(name, title, width, true);
    }
}
