package org.chama.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chama.api.RefusedException;

/** Says that something is refused, and with which code. */
final class Refuses {

    private Refuses() {}

    static void refuses(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).as(e.getMessage()).isEqualTo(code));
    }
}
