package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.chama.itests.node.Staff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has no signature by a key of {@code etc/trusted-signers/} does not run. */
@InContainer
class DeployIT {

    private static final String JAR = "deploy/stranger.jar";
    private static final Duration TO_DEPLOY = Duration.ofSeconds(40);

    private final Node node;

    DeployIT(Node node) {
        this.node = node;
    }

    @AfterEach
    void takeItAway() throws IOException {
        node.remove(JAR);
        await().until(() -> !Files.exists(note()));
    }

    @Test
    void refusesABundleWithoutASignature() throws IOException {
        node.put(JAR, Bundles.unsigned("weather"));
        isRefused();
    }

    @Test
    void refusesABundleSignedByAStranger() throws IOException {
        node.put(JAR, Signer.make("stranger").sign(Bundles.unsigned("weather")));
        isRefused();
    }

    @Test
    void refusesABundleThatWasChangedAfterItWasSigned() throws IOException {
        byte[] signed = Bundles.built("weather");
        byte[] changed = signed.clone();
        // in the middle of the compressed content of an entry
        changed[signed.length / 2] ^= 1;
        node.put(JAR, changed);
        isRefused();
    }

    private void isRefused() throws IOException {
        await().atMost(TO_DEPLOY).until(() -> Files.exists(note()));
        Says.text(Files.readString(note(), StandardCharsets.UTF_8), Files.readString(note()));
        assertThat(node.shell().run("bundle:list")).doesNotContain("weather");
        await().untilAsserted(() -> assertThat(node.staff()
                        .call(Staff.AUDITOR, "GET", "/ledger?limit=20&object=deploy:stranger.jar", "", 200)
                        .get("lines")
                        .findValuesAsText("kind"))
                .contains("deploy-refused"));
        assertThat(node.rest().json("/alarms?limit=1000").toString()).contains("stranger.jar");
    }

    private Path note() {
        return node.home().resolve(JAR + ".refused.txt");
    }
}
