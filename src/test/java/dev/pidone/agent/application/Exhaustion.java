package dev.pidone.agent.application;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An application that uses up, for a time, what its threads share. */
final class Exhaustion {
    private static final int MANY = 1_000_000;

    private Exhaustion() {
    }

    static void descriptors(long milliseconds) throws Exception {
        List<FileInputStream> open = new ArrayList<>(MANY);
        long end = System.currentTimeMillis() + milliseconds;
        while (System.currentTimeMillis() < end) {
            try {
                open.add(new FileInputStream("/dev/null"));
            } catch (IOException e) {
                Thread.sleep(1);
            }
        }
        for (FileInputStream stream : open) {
            stream.close();
        }
    }

    /** Nobody has /proc. */
    static void proc(long milliseconds) throws Exception {
        mount("mount", "-t", "tmpfs", "none", "/proc");
        Thread.sleep(milliseconds);
        // Another one above: umount(8) would need it.
        mount("mount", "-t", "proc", "proc", "/proc");
    }

    private static void mount(String... command) throws Exception {
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": status " + status);
        }
    }

    static void memory(long milliseconds) {
        Object[] kept = new Object[MANY];
        long end = System.currentTimeMillis() + milliseconds;
        int count = 0;
        int size = 1 << 20;
        while (System.currentTimeMillis() < end) {
            try {
                kept[count] = new byte[size];
                count++;
            } catch (OutOfMemoryError e) {
                size = Math.max(16, size / 2);
            }
        }
    }
}
