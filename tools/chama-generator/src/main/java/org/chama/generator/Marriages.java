package org.chama.generator;

/** Rows of the marriage register. */
final class Marriages implements Maker {

    @Override
    public void make(long seed, long index, Draw draw, Row row) {
        int registered = draw.below(365);
        row.put('J')
                .digits(530000, 6)
                .put('-')
                .digits(2025, 4)
                .put('-')
                .digits(index + 1, 8)
                .next();
        Words.name(row, draw);
        row.next();
        Impossible.manId(row, Impossible.place(seed, index, Impossible.MEN));
        row.next();
        Words.name(row, draw);
        row.next();
        Impossible.womanId(row, Impossible.place(seed + 1, index, Impossible.WOMEN));
        row.next();
        Calendar.date(row, 2025, registered).next();
        row.put(Words.any(Words.PLACES, draw)).put(Words.REGISTRY).next();
        Impossible.phone(row, draw);
        row.next();
    }
}
