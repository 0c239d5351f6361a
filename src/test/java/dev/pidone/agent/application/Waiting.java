package dev.pidone.agent.application;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that others wait for in vain. */
final class Waiting {
    private Waiting() {
    }

    private static Thread start(String kind, Runnable work) throws ReflectiveOperationException {
        Thread thread;
        if (kind.equals("virtual")) {
            // Java 17 has none.
            thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        } else {
            thread = new Thread(work);
            thread.setDaemon(kind.equals("daemon"));
            thread.start();
        }
        thread.setName("the " + kind);
        return thread;
    }

    /** Returns a lock that somebody holds. */
    static ReentrantLock forLockOf(String kind) throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch isHeld = new CountDownLatch(1);
        start(kind, () -> {
            lock.lock();
            isHeld.countDown();
            forEver();
        });
        isHeld.await();
        return lock;
    }

    /** Returns what ends when that thread ends. */
    static Runnable forEndOf(String kind) throws Exception {
        Thread thread = start(kind, Waiting::forEver);
        return () -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    static void threads(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            start("thread", Waiting::forEver);
        }
    }

    private static void forEver() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
