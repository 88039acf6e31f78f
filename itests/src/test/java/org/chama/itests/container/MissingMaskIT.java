package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.chama.generator.Emission;
import org.chama.generator.Kind;
import org.chama.generator.Recipe;
import org.chama.itests.container.deployed.Seal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mask that is not there, or does not do its work, stops the release of its dataset and of nothing else. */
@InContainer
class MissingMaskIT {

    private static final String JAR = "deploy/seal.jar";
    private static final String DATASET = "population-append";

    private final Node node;

    MissingMaskIT(Node node) {
        this.node = node;
    }

    @AfterEach
    void nothingStaysDeployed() {
        node.remove(JAR);
        await().until(() -> !policies().contains("chama-itests-seal"));
    }

    @Test
    void theReleaseWaitsAndSaysSoAndGoesOnByItselfWhenTheBundleComesBack() {
        int shared = node.rest().share(DATASET).size();
        int open = node.rest().open(DATASET).size();
        node.shell().run("bundle:stop chama-desensitization");
        node.drop(DATASET).take("while-away.csv", out -> Emission.of(Recipe.of(Kind.PERSON))
                .write(500, 20, out));
        assertThat(node.rest().share(DATASET)).hasSize(shared + 20);
        assertWaits(DATASET, "mask-missing", "name");
        othersGoOn("while-away", 1);
        assertThat(node.rest().open(DATASET)).hasSize(open);

        node.shell().run("bundle:start chama-desensitization");
        assertGoesOn(DATASET, open + 20);
        assertThat(node.rest().open(DATASET))
                .allMatch(row -> row.get("phone").asText().matches("1\\d\\d\\*{4}0{4}"));
    }

    @Test
    void aDatasetWaitsForAMaskThatIsDeployedLater() {
        Drop sealed = node.drop("sealed");
        sealed.take("before.csv", "id,secret\n1,secret-note\n");
        assertThat(node.rest().share("sealed"))
                .extracting(row -> row.get("secret").asText())
                .containsExactly("secret-note");
        assertWaits("sealed", "mask-missing", "secret");
        othersGoOn("before", 2);

        node.put(JAR, Bundles.seal("1.0.0", Seal.Mode.SEALS));
        assertGoesOn("sealed", 1);
        assertSealed(1);
        JsonNode batch =
                node.rest().json("/batches?dataset=sealed").get("batches").get(0);
        JsonNode released = node.rest()
                .json("/batches/" + batch.get("id").asText() + "/trace")
                .get("releases");
        assertThat(released).hasSize(1);
        assertThat(released.get(0).get("policies")).extracting(JsonNode::asText).containsExactly("secret=seal/1.0.0");

        node.put(JAR, Bundles.seal("1.1.0", Seal.Mode.THROWS));
        await().until(() -> policies().contains("1.1.0"));
        sealed.take("throws.csv", "id,secret\n2,secret-note\n");
        assertWaits("sealed", "policy-throws", "");

        node.put(JAR, Bundles.seal("1.2.0", Seal.Mode.LEAVES_UNCHANGED));
        await().until(() -> waiting("sealed", "zh-CN")
                .map(why -> why.get("code").asText())
                .orElse("")
                .equals("mask-unchanged"));
        assertWaits("sealed", "mask-unchanged", "secret");
        othersGoOn("unchanged", 3);
        assertSealed(1);

        node.put(JAR, Bundles.seal("1.3.0", Seal.Mode.SEALS));
        assertGoesOn("sealed", 2);
        assertSealed(2);
    }

    private void assertSealed(int rows) {
        List<JsonNode> open = node.rest().open("sealed");
        assertThat(open)
                .hasSize(rows)
                .allMatch(row -> row.get("secret").asText().equals("封11"));
    }

    private void assertWaits(String dataset, String code, String item) {
        await().until(() -> waiting(dataset, "zh-CN").isPresent());
        JsonNode zh = waiting(dataset, "zh-CN").orElseThrow();
        JsonNode en = waiting(dataset, "en").orElseThrow();
        assertThat(zh.get("code").asText()).isEqualTo(code);
        assertThat(en.get("text").asText()).contains(item);
        Says.text(zh.get("text").asText(), en.get("text").asText());
    }

    private void assertGoesOn(String dataset, int rows) {
        await(dataset).until(() -> node.rest().open(dataset).size() == rows);
        await(dataset).until(() -> waiting(dataset, "zh-CN").isEmpty());
    }

    /** A dataset without masks is released meanwhile. */
    private void othersGoOn(String name, int generation) {
        node.drop("flips").take(name + ".csv", "generation,row\n" + generation + ",1\n");
        await().until(() -> {
            List<JsonNode> open = node.rest().open("flips");
            return open.size() == 1 && open.get(0).get("generation").asInt() == generation;
        });
        assertThat(waiting("flips", "zh-CN")).isEmpty();
    }

    private Optional<JsonNode> waiting(String dataset, String language) {
        for (JsonNode release :
                node.rest().json("/releases", "Accept-Language", language).get("releases")) {
            if (release.get("dataset").asText().equals(dataset)) {
                return Optional.of(release.get("waiting")).filter(why -> !why.isNull());
            }
        }
        return Optional.empty();
    }

    private String policies() {
        return node.shell().run("bundle:list | grep seal");
    }
}
