package org.chama.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system of H2 whose disk is seen: it counts forces, can hold them back, and can fail. */
public final class CountingFiles extends FilePathWrapper {

    static final AtomicInteger FORCES = new AtomicInteger();
    static final AtomicInteger WRITES = new AtomicInteger();
    /** A force takes one permit and gives it back. */
    static final Semaphore DISK = new Semaphore(1);

    static volatile boolean forceFails;
    static volatile boolean writeFails;

    static void begin() {
        FilePath.register(new CountingFiles());
        forceFails = false;
        writeFails = false;
        FORCES.set(0);
    }

    @Override
    public String getScheme() {
        return "counting";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Counting(unwrap().open(mode));
    }

    private static final class Counting extends FileBase {

        private final FileChannel file;

        Counting(FileChannel file) {
            this.file = file;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            DISK.acquireUninterruptibly();
            try {
                if (forceFails) {
                    throw new IOException("the disk fails");
                }
                file.force(metaData);
                FORCES.incrementAndGet();
            } finally {
                DISK.release();
            }
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            WRITES.incrementAndGet();
            if (writeFails) {
                throw new IOException("No space left on device");
            }
            return file.write(src);
        }

        /** A full disk takes a part first. */
        @Override
        public int write(ByteBuffer src, long position) throws IOException {
            WRITES.incrementAndGet();
            if (writeFails) {
                ByteBuffer part = src.duplicate();
                part.limit(part.position() + part.remaining() / 2);
                file.write(part, position);
                throw new IOException("No space left on device");
            }
            return file.write(src, position);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return file.read(dst);
        }

        @Override
        public int read(ByteBuffer dst, long position) throws IOException {
            return file.read(dst, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            file.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
