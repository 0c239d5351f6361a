package dev.pidone.agent;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads /proc (proc(5)). For one thread; a test has another one. */
class ProcFs {
    private byte[] buffer = new byte[4096];

    /** A clock for how long it takes to look. */
    long nanoTime() {
        return System.nanoTime();
    }

    /**
     * The CPU time that the calling thread has used, in nanoseconds. The kernel brings it up to date at the latest when
     * the thread sleeps.
     *
     * @return 0 or less where it cannot be known
     */
    long cpuTime() {
        int length = read("/proc/thread-self/schedstat");
        long time = 0;
        for (int i = 0; i < length && buffer[i] != ' '; i++) {
            time = 10 * time + buffer[i] - '0';
        }
        return time;
    }

    /** This process as /proc names it; another number, or -1, where /proc is that of another namespace or missing. */
    long self() {
        try {
            return Long.parseLong(new File("/proc/self").getCanonicalFile().getName());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }

    /** The executable of this process; {@code null} where it cannot be known. */
    File executable() {
        try {
            return new File("/proc/self/exe").getCanonicalFile();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Which sleep a thread of this process is in: the same between two looks where it has slept all the time.
     *
     * @return empty where it is awake, {@code null} where that cannot be known
     */
    String sleep(long thread) {
        int length = read("/proc/self/task/" + thread + "/status");
        if (length <= 0) {
            return null;
        }
        String status = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        return status.contains("\nState:\tS") ? status.substring(status.indexOf("\nvoluntary_ctxt_switches:")) : "";
    }

    /** Whether the kernel keeps children by thread (CONFIG_PROC_CHILDREN). Needs no descriptor. */
    boolean keepsLists() {
        return new File("/proc/thread-self/children").exists();
    }

    /** Whether other users' processes are hidden from this one, and this is one (hidepid). Needs no descriptor. */
    boolean isHidden(long processId) {
        return !new File("/proc/" + processId + "/stat").canRead();
    }

    /** The threads of this process; none where they cannot be read. */
    long[] threads() {
        return numbers(new File("/proc/self/task").list());
    }

    /** All processes; none where they cannot be read. */
    long[] processes() {
        return numbers(new File("/proc").list());
    }

    private static long[] numbers(String[] names) {
        long[] numbers = new long[names == null ? 0 : names.length];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            char first = names[i].charAt(0);
            if (first >= '0' && first <= '9') {
                numbers[count++] = Long.parseLong(names[i]);
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /**
     * The children whose parent is this thread of this process; {@code null} where they cannot be read or the thread
     * has ended.
     */
    long[] children(long thread) {
        int length = read("/proc/self/task/" + thread + "/children");
        if (length < 0) {
            return null;
        }
        long[] children = new long[8];
        int count = 0;
        long number = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] != ' ') {
                number = 10 * number + buffer[i] - '0';
                continue;
            }
            if (count == children.length) {
                children = Arrays.copyOf(children, 2 * count);
            }
            children[count++] = number;
            number = 0;
        }
        return Arrays.copyOf(children, count);
    }

    /** A process; {@code null} where there is none, or none that may be looked at. */
    ProcessStat stat(long processId) {
        int length = read("/proc/" + processId + "/stat");
        return length <= 0 ? null : ProcessStat.parse(buffer, length);
    }

    /** Whether a debugger holds the process: until it lets go, its parent gets no status. */
    boolean isTraced(long processId) {
        int length = read("/proc/" + processId + "/status");
        return length <= 0 || !new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains("\nTracerPid:\t0\n");
    }

    /** Bit n - 1 is set where the calling thread blocks signal n. */
    long blockedSignals() throws IOException {
        int length = read("/proc/thread-self/status");
        String status = length <= 0 ? "" : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        int begin = status.indexOf("\nSigBlk:\t") + 9;
        if (begin < 9) {
            throw new IOException("/proc/thread-self/status does not tell");
        }
        return Long.parseUnsignedLong(status.substring(begin, status.indexOf('\n', begin)), 16);
    }

    private int read(String file) {
        try (FileInputStream stream = new FileInputStream(file)) {
            int length = 0;
            for (;;) {
                int count = stream.read(buffer, length, buffer.length - length);
                if (count <= 0) {
                    return length;
                }
                length += count;
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, 2 * length);
                }
            }
        } catch (IOException e) {
            return -1;
        }
    }
}
