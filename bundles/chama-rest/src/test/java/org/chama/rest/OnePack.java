package org.chama.rest;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.statute.ClockRule;
import org.chama.api.statute.RulePack;
import org.chama.api.statute.RulePacks;
import org.chama.api.statute.WorkCalendar.Counting;

/** One rule pack with one clock. */
final class OnePack implements RulePacks {

    private static final RulePack PACK = new RulePack(
            "yn-test",
            new Text("测试办法(征求意见稿)", "test measures (draft)"),
            "530000",
            LocalDate.of(2021, 5, 18),
            Optional.empty(),
            true,
            Map.of(
                    "open-reply",
                    new ClockRule(
                            "open-reply",
                            "26",
                            new Text("答复", "reply"),
                            ClockRule.Unit.WORKING_DAYS,
                            15,
                            List.of(8, 12, 14),
                            Optional.of(new ClockRule.Extension(15, 1, "DEPARTMENT_HEAD", true)),
                            "replied",
                            Counting.CALENDAR_DAY,
                            true)),
            Map.of("k-open", 20L));

    @Override
    public List<RulePack> all() {
        return List.of(PACK);
    }

    @Override
    public Optional<RulePack> find(String id) {
        return Optional.of(PACK).filter(pack -> pack.id().equals(id));
    }

    @Override
    public Optional<RulePack> current(String division, LocalDate day) {
        return Optional.of(PACK);
    }

    @Override
    public List<Difference> compare(RulePack one, RulePack other) {
        return List.of(new Difference("numbers/k-open", "20", "5"));
    }
}
