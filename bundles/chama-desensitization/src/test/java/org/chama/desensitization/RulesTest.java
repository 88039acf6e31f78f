package org.chama.desensitization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class RulesTest {

    @Test
    void anotherResourceIsAnotherRule() throws IOException {
        PhoneMask stricter = new PhoneMask(rules("phone.first=0\nphone.last=2"));
        assertThat(Try.mask(Try.of(stricter), "13800000000")).isEqualTo("*********00");
        NameMask withoutSurname = new NameMask(rules("name.first=0\nname.compound=欧阳"));
        assertThat(Try.mask(Try.of(withoutSurname), "欧阳锋")).isEqualTo("**");
    }

    @Test
    void doesNotStartWithARuleThatShowsMoreThanItsBound() {
        assertThatThrownBy(() -> new PhoneMask(rules("phone.first=3\nphone.last=5")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("phone.last is not a number from 0 to 4");
        assertThatThrownBy(() -> new CitizenIdMask(rules("citizen-id.first=7\ncitizen-id.last=4")))
                .hasMessageContaining("citizen-id.first");
    }

    @Test
    void doesNotStartWithARuleThatIsMissingOrNoNumber() {
        assertThatThrownBy(() -> new PhoneMask(rules("phone.first=3"))).hasMessageContaining("phone.last is missing");
        assertThatThrownBy(() -> new PhoneMask(rules("phone.first=three"))).hasMessageContaining("phone.first");
        assertThatThrownBy(() -> new NameMask(rules("name.first=1\nname.compound=欧阳,段")))
                .hasMessageContaining("name.compound");
    }

    private static Rules rules(String text) throws IOException {
        return Rules.read(new StringReader(text));
    }
}
