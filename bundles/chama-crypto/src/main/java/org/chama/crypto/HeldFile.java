package org.chama.crypto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock file held by one thread of one process: the system's locks do not part the threads of one. */
final class HeldFile implements AutoCloseable {

    private static final ConcurrentHashMap<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel channel;

    private HeldFile(ReentrantLock here, FileChannel channel) {
        this.here = here;
        this.channel = channel;
    }

    static HeldFile hold(Path path, FileAttribute<?> mode) throws IOException {
        Path real = path.getParent().toRealPath().resolve(path.getFileName());
        ReentrantLock here = HERE.computeIfAbsent(real, p -> new ReentrantLock());
        here.lock();
        try {
            FileChannel channel =
                    FileChannel.open(real, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode);
            try {
                channel.lock();
                return new HeldFile(here, channel);
            } catch (OverlappingFileLockException e) {
                channel.close();
                throw new IOException(path + " is held by another loading of this bundle", e);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            here.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            here.unlock();
        }
    }
}
