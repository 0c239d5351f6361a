package dev.pidone.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * What the agent has to say, on standard error. It goes to the descriptor: System.err may be the application's own. And
 * nobody waits for a reader that does not read: a thread of its own writes, and what does not fit is dropped and
 * counted.
 */
final class Messages {
    private static final int WAITING = 1024;
    /** From the start: a security manager may forbid another one. To close it would close the descriptor. */
    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(WAITING);
    private final Set<String> saidOnce = new HashSet<>();
    private int dropped;

    /** Writes at once, in this thread: for what is said before the application runs, or when it ends. */
    static void write(String message) {
        write(bytes(message));
    }

    private static byte[] bytes(String message) {
        return ("pidone: " + message + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(byte[] bytes) {
        try {
            STANDARD_ERROR.write(bytes);
        } catch (IOException e) {
            // There is no other place to say it.
        }
    }

    /** The thread that writes: what is said before waits. */
    void start() {
        try {
            new SystemThread("pidone messages", new Writing()).start();
        } catch (OutOfMemoryError e) {
            // There is no thread to be had. Nothing is said, then.
        }
    }

    /** Once, however often it is so. */
    void sayOnce(String what, String reason) {
        String message = what + reason;
        if (!saidOnce.contains(message)) {
            say(message);
            saidOnce.add(message);
        }
    }

    /** Once, whatever the exception says each time. */
    void sayOnce(String what, Throwable reason) {
        if (!saidOnce.contains(what)) {
            say(what + reason);
            saidOnce.add(what);
        }
    }

    /** To be written later, when there may be no memory. */
    void say(String message) {
        if (dropped > 0 && queue.offer(bytes("agent: " + dropped + " messages were dropped"))) {
            dropped = 0;
        }
        if (!queue.offer(bytes(message))) {
            dropped++;
        }
    }

    /** One line, whatever somebody has put into it. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            printable.append(Character.isISOControl(character) ? '?' : character);
        }
        return printable.toString();
    }

    /** The writer's work. */
    private final class Writing implements Runnable {
        @Override
        public void run() {
            for (;;) {
                try {
                    write(queue.take());
                } catch (InterruptedException | OutOfMemoryError e) {
                    // Nobody has a reason to interrupt it, and memory may be had again.
                }
            }
        }
    }
}
