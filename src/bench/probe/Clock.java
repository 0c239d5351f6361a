import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the stamp program does, as a main class: reads CLOCK_MONOTONIC first, then writes it as a timespec. */
final class Clock {
    private static final long NANOSECONDS_PER_SECOND = 1_000_000_000;

    private Clock() {
    }

    public static void main(String[] args) throws IOException {
        long now = System.nanoTime();
        byte[] timespec = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder())
                .putLong(now / NANOSECONDS_PER_SECOND).putLong(now % NANOSECONDS_PER_SECOND).array();
        new FileOutputStream(FileDescriptor.out).write(timespec);
    }
}
