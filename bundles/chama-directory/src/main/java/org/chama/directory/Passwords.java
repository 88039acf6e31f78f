package org.chama.directory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.chama.api.RefusedException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Argon2id (RFC 9106) over passwords, few at a time: a flood of sign-ins waits or is sent away, it cannot eat memory and processors.
 * A hash says its own parameters: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Thread-safe.
 */
@Component(service = Passwords.class, configurationPid = "org.chama.passwords")
@Designate(ocd = Passwords.Settings.class)
public final class Passwords {

    /** The default is OWASP's least: 19 MiB, two passes, one lane. */
    @ObjectClassDefinition(name = "Passwords 口令")
    public @interface Settings {
        int memory_kib() default 19_456;

        int passes() default 2;

        int lanes() default 1;

        int at_once() default 2;

        int waiting() default 32;

        int wait_seconds() default 5;
    }

    static final int LONGEST = 256;

    private static final String PREFIX = "$argon2id$v=19$";
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final int MOST_MEMORY = 1 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private record Cost(int memory, int passes, int lanes) {

        @Override
        public String toString() {
            return "m=" + memory + ",t=" + passes + ",p=" + lanes;
        }
    }

    private final Cost cost;
    private final Semaphore gate;
    private final int waiting;
    private final int waitSeconds;
    private final String nobodys;

    @Activate
    public Passwords(Settings settings) {
        if (settings.memory_kib() < 8
                || settings.memory_kib() > MOST_MEMORY
                || settings.passes() < 1
                || settings.passes() > 100
                || settings.lanes() < 1
                || settings.lanes() > 16
                || settings.memory_kib() < 8 * settings.lanes()
                || settings.at_once() < 1
                || settings.waiting() < 0
                || settings.wait_seconds() < 1) {
            throw new RefusedException(
                    "password-settings",
                    "org.chama.passwords 的参数超出范围（memory.kib 8..1048576，passes 1..100，lanes 1..16，at.once 与 wait.seconds 至少为 1）。",
                    "A setting of org.chama.passwords is out of range (memory.kib 8..1048576, passes 1..100, lanes 1..16,"
                            + " at.once and wait.seconds at least 1).");
        }
        this.cost = new Cost(settings.memory_kib(), settings.passes(), settings.lanes());
        this.gate = new Semaphore(settings.at_once(), true);
        this.waiting = settings.waiting();
        this.waitSeconds = settings.wait_seconds();
        this.nobodys = text(cost, new byte[SALT], new byte[HASH]);
    }

    /** @throws RefusedException {@code try-later} when too many wait */
    String hash(char[] password) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return text(cost, salt, compute(password, cost, salt));
    }

    /** Whether the hash is of this password; takes the same time in either case. @throws RefusedException {@code try-later} */
    boolean matches(char[] password, String hash) {
        String[] parts = hash.substring(PREFIX.length()).split("\\$");
        byte[] salt = Base64.getDecoder().decode(parts[1]);
        byte[] expected = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(expected, compute(password, cost(parts[0]), salt));
    }

    /** The hash of no password: comparing with it takes as long as with another. */
    String nobodys() {
        return nobodys;
    }

    /** Whether it was made with other parameters than those of today. */
    boolean isOutdated(String hash) {
        return !hash.startsWith(PREFIX + cost + "$");
    }

    private byte[] compute(char[] password, Cost with, byte[] salt) {
        enter();
        byte[] bytes = utf8(password);
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(with.memory())
                    .withIterations(with.passes())
                    .withParallelism(with.lanes())
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[HASH];
            generator.generateBytes(bytes, hash);
            return hash;
        } finally {
            Arrays.fill(bytes, (byte) 0);
            gate.release();
        }
    }

    private void enter() {
        try {
            if (gate.getQueueLength() < waiting + gate.availablePermits()
                    && gate.tryAcquire(waitSeconds, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw tryLater();
    }

    static RefusedException tryLater() {
        return new RefusedException(
                "try-later", "当前登录请求过多，请稍后再试。", "Too many sign-ins at the moment: try again later.");
    }

    private static byte[] utf8(char[] password) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static String text(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + cost + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static Cost cost(String text) {
        String[] parts = text.split(",");
        return new Cost(
                Integer.parseInt(parts[0].substring(2)),
                Integer.parseInt(parts[1].substring(2)),
                Integer.parseInt(parts[2].substring(2)));
    }
}
