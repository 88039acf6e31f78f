package org.chama.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Confidentiality;
import org.chama.api.dataset.Item;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationTest {

    private static final String GOOD = "{\"id\":\"people\",\"code\":\"306001/000001\",\"title\":\"人口\","
            + "\"department\":\"public-security\",\"subjects\":[{\"kind\":\"NATURAL_PERSON\",\"item\":\"citizen\"}],"
            + "\"writeMode\":\"UPSERT\",\"shareType\":\"CONDITIONAL\",\"openType\":\"UNCONDITIONAL\",\"key\":[\"citizen\"],"
            + "\"orderItem\":\"day\",\"checks\":[\"some-check\"],\"confidentiality\":\"none\",\"items\":["
            + "{\"number\":1,\"name\":\"citizen\",\"title\":\"身份号码\",\"type\":\"C\",\"length\":18,\"required\":true},"
            + "{\"number\":2,\"name\":\"day\",\"title\":\"日期\",\"type\":\"D\",\"mask\":\"suppress\"},"
            + "{\"number\":3,\"name\":\"note\",\"title\":\"备注\",\"type\":\"M\"},"
            + "{\"number\":4,\"name\":\"sum\",\"title\":\"金额\",\"type\":\"N\",\"length\":9,\"scale\":2}]}";

    private static Declaration read(String text) {
        return Declaration.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesAGoodDeclarationAndWritesItDownTheSameWay() {
        Declaration good = read(GOOD);

        assertThat(Declaration.stored(good.definition())).isEqualTo(good);
        assertThat(read(GOOD.replace(",", " ,\n ")).definition()).isEqualTo(good.definition());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"people\" | \"People\" | id must match",
                "\"people\" | \"p\" | id must match",
                "306001/000001 | 306001 | official code",
                "306001/000001 | 006001/000001 | official code",
                "\"人口\" | \" \" | title",
                "public-security | 公安 | department",
                "\"NATURAL_PERSON\" | \"PERSON\" | subjects.[0].kind",
                "\"NATURAL_PERSON\" | 0 | subjects.[0].kind",
                "\"item\":\"citizen\" | \"item\":\"nobody\" | no item nobody",
                "\"item\":\"citizen\" | \"item\":\"note\" | character item of at least 18",
                "\"subjects\":[{\"kind\":\"NATURAL_PERSON\",\"item\":\"citizen\"}], | `` | noSubjectReason",
                "\"writeMode\":\"UPSERT\", | `` | writeMode is missing",
                "\"shareType\":\"CONDITIONAL\" | \"shareType\":\"WITHHELD\" | cannot be open",
                "\"key\":[\"citizen\"] | \"key\":[] | UPSERT needs a key",
                "\"key\":[\"citizen\"] | \"key\":[\"x\"] | no item x",
                "\"key\":[\"citizen\"] | \"key\":[\"citizen\",\"citizen\"] | twice",
                "\"key\":[\"citizen\"] | \"key\":[\"sum\"] | must be required",
                "\"key\":[\"citizen\"] | \"key\":\"citizen\" | \"key\"",
                "\"orderItem\":\"day\" | \"orderItem\":\"x\" | no item x",
                "\"orderItem\":\"day\" | \"orderItem\":\"note\" | orderItem must be",
                "\"writeMode\":\"UPSERT\" | \"writeMode\":\"APPEND\" | Only UPSERT",
                "some-check | Some Check | policy's name",
                "\"mask\":\"suppress\" | \"mask\":\"Suppress!\" | mask must be",
                "\"number\":2 | \"number\":1 | the number 1",
                "\"number\":2 | \"number\":0 | number must be",
                "\"number\":2, | `` | number must be",
                "\"number\":2 | \"number\":\"2\" | items.[1].number",
                "\"number\":2 | \"number\":2.0 | items.[1].number",
                "\"name\":\"note\" | \"name\":\"day\" | name is there twice",
                "\"name\":\"note\" | \"name\":\"Note\" | name must match",
                "\"title\":\"备注\" | \"title\":\"日期\" | title is there twice",
                "\"type\":\"M\" | \"type\":\"G\" | type must be",
                "\"type\":\"M\" | \"type\":\"M\",\"length\":5 | neither length",
                "\"length\":18, | `` | needs a length",
                "\"scale\":2 | \"scale\":10 | scale",
                "\"title\":\"人口\" | \"title\":\"人口\",\"colour\":\"red\" | unknown property \"colour\"",
                "\"title\":\"备注\" | \"title\":\"备注\",\"colour\":1 | unknown property \"colour\"",
                "\"id\":\"people\" | \"id\":\"people\",\"id\":\"people\" | JSON",
                "\"scale\":2}]} | \"scale\":2}]}{} | \"\"",
                "\"scale\":2}]} | \"scale\":2}] | JSON",
                "\"items\":[ | \"items\":[null, | Item 1 is null",
                "\"confidentiality\":\"none\", | `` | confidentiality is missing",
                "\"confidentiality\":\"none\" | \"confidentiality\":null | confidentiality is missing",
                "\"type\":\"D\" | \"type\":\"D\",\"encrypted\":true | orderItem day cannot be encrypted",
                "\"type\":\"M\" | \"type\":\"M\",\"encrypted\":true | needs a mask",
                "\"type\":\"M\" | \"type\":\"M\",\"encrypted\":\"yes\" | items.[2].encrypted",
            })
    void refusesWithThePlaceAndTheReason(String from, String to, String reason) {
        String wrong = GOOD.replace(from, to);
        assertThat(wrong).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> read(wrong)).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().code()).isEqualTo("dataset-declaration");
            assertThat(e.refusal().text().en()).contains(reason.replace("\"\"", ""));
            assertThat(e.refusal().text().zh()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "confidential", "top-secret", "机密", "NONE", "", " none"})
    void refusesEveryLevelButNoneWhateverElseIsWrong(String level) {
        String wrong = GOOD.replace("\"confidentiality\":\"none\"", "\"confidentiality\":\"" + level + "\"");
        for (String text :
                new String[] {wrong, wrong.replace("\"people\"", "\"?\"").replace("\"type\":\"M\"", "\"type\":\"?\"")
                }) {
            assertThatThrownBy(() -> read(text)).isInstanceOfSatisfying(RefusedException.class, e -> {
                assertThat(e.refusal().code()).isEqualTo("dataset-secret");
                assertThat(e.refusal().text().zh()).contains("本平台只接收非涉密数据");
                assertThat(e.refusal().text().en()).contains("no state secret");
            });
        }
    }

    @Test
    void takesEncryptedItemsThatAreSubjectsKeysOrMasked() {
        Declaration declaration = read(GOOD.replace("\"length\":18", "\"encrypted\":true,\"length\":18")
                .replace("\"type\":\"M\"", "\"type\":\"M\",\"encrypted\":true,\"mask\":\"suppress\""));

        assertThat(declaration.dataset(1, 1).items())
                .extracting(Item::encrypted)
                .containsExactly(true, false, true, false);
        assertThat(Declaration.stored(declaration.definition())).isEqualTo(declaration);
    }

    @Test
    void whatWasWrittenDownBeforeLevelsAndEncryptionIsNotSecretAndPlain() {
        String former = read(GOOD)
                .definition()
                .replace("\"confidentiality\":\"none\",", "")
                .replace(",\"encrypted\":false", "");
        assertThat(former).doesNotContain("encrypted", "confidentiality");

        assertThat(Declaration.stored(former)).isEqualTo(read(GOOD));
        assertThat(Declaration.stored(former).dataset(1, 1).confidentiality()).isEqualTo(Confidentiality.NONE);
    }

    @Test
    void refusesWhatIsNoDeclarationAtAll() {
        for (String text : new String[] {"", "null", "[]", "\"x\"", "{", "[".repeat(10_000), "x".repeat(300_000)}) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(RefusedException.class);
        }
    }
}
