package org.chama.itests.container.deployed;

import java.util.Hashtable;
import org.chama.api.dataset.Item;
import org.chama.api.policy.Bytes;
import org.chama.api.policy.Mask;
import org.chama.api.policy.MaskFunction;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The mask {@code seal} as a bundle of its own; its manifest says whether it does its work. */
public final class Seal implements BundleActivator, Mask {

    /** Header of the manifest. */
    public static final String MODE = "Seal-Mode";

    /** What the mask does with a value. */
    public enum Mode {
        SEALS,
        THROWS,
        LEAVES_UNCHANGED
    }

    private Mode mode = Mode.THROWS;

    @Override
    public void start(BundleContext context) {
        mode = Mode.valueOf(context.getBundle().getHeaders().get(MODE));
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Mask.NAME, "seal");
        context.registerService(Mask.class, this, properties);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework takes the service back
    }

    @Override
    public MaskFunction compile(Item item, String arguments) {
        return switch (mode) {
            case SEALS -> (source, offset, length, into) -> sealed(length, into);
            case THROWS ->
                (source, offset, length, into) -> {
                    throw new IllegalStateException("the seal is broken");
                };
            case LEAVES_UNCHANGED ->
                (source, offset, length, into) -> {
                    into.put(source, offset, length);
                    return true;
                };
        };
    }

    private static boolean sealed(int length, Bytes into) {
        into.put("封" + length);
        return true;
    }
}
