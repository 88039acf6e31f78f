package org.chama.generator;

/** Rows of the population register. */
final class Persons implements Maker {

    @Override
    public void make(long seed, long index, Draw draw, Row row) {
        long place = Impossible.place(seed, index, Impossible.PERSONS);
        row.number(index + 1).next();
        Words.name(row, draw);
        row.next();
        Impossible.anyId(row, place);
        row.next();
        Impossible.phone(row, draw);
        row.next();
        Impossible.landline(row, draw);
        row.next();
        address(row, draw);
        row.next();
        Impossible.card(row, index);
        row.next();
        row.put(Words.EMAIL).number(index + 1).put(Words.DOMAIN).next();
        // plates have no letter I
        row.put(Words.CLOUD).put(Words.PLATES[draw.below(Words.PLATES.length)]);
        row.put('I').digits(draw.below(10_000), 4).next();
        Calendar.date(row, 1900, Impossible.day(place)).next();
        row.number(12_000 + draw.below(488_000)).next();
        Calendar.moment(row, draw).next();
    }

    private static void address(Row row, Draw draw) {
        row.put(Words.PROVINCE).put(Words.any(Words.PLACES, draw));
        row.put(Words.SENTINEL).put(Words.any(Words.ROADS, draw)).put(Words.ROAD);
        row.number(1 + draw.below(999)).put(Words.NUMBER);
        row.number(1 + draw.below(20)).put(Words.BUILDING);
        row.number(1 + draw.below(6)).put(Words.ENTRANCE);
        row.number(101 + draw.below(2_000)).put(Words.ROOM);
    }
}
