package org.chama.generator;

/** Rows of the market register; one in sixteen is a social body. */
final class Enterprises implements Maker {

    @Override
    public void make(long seed, long index, Draw draw, Row row) {
        boolean isBody = draw.below(16) == 0;
        byte[] authorityAndKind = isBody ? Words.any(Words.BODIES, draw) : Words.ENTERPRISE;
        Impossible.creditCode(row, authorityAndKind, Impossible.place(seed, index, Impossible.ENTERPRISES));
        row.next();
        row.put(Words.COMPANY_NAME).put(Words.any(Words.FIRMS, draw)).put(Words.any(Words.TRADES, draw));
        row.put(isBody ? Words.SOCIETY : Words.COMPANY).next();
        Words.name(row, draw);
        row.next();
        Impossible.anyId(row, Impossible.place(seed + 1, index, Impossible.PERSONS));
        row.next();
        row.put(Words.PROVINCE).put(Words.any(Words.PLACES, draw));
        row.put(Words.any(Words.BUSINESS_ROADS, draw)).put(Words.ROAD);
        row.number(1 + draw.below(999)).put(Words.NUMBER).next();
        row.number((10 + draw.below(5_000)) * 10_000L).next();
        row.put(Words.any(Words.STATES, draw)).next();
        Calendar.moment(row, draw).next();
    }
}
