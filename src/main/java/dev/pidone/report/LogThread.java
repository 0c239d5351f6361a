package dev.pidone.report;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes messages in the order in which they were offered; the only thread that a slow standard error holds up. */
final class LogThread extends Thread {
    private static final int QUEUE_CAPACITY = 1024;
    private static final long FLUSH_STEP_MILLIS = 20;
    /** How long one write may take before a flush gives it up. */
    private static final int PATIENT_STEPS = 5;

    private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicLong unwritten = new AtomicLong();

    private record Message(Level level, String text) {
    }

    LogThread() {
        super("log");
        setDaemon(true);
    }

    /** Takes a message on, or drops and counts it if too many wait already. */
    void offer(Log.Level level, String text) {
        unwritten.incrementAndGet();
        if (!queue.offer(new Message(Level.valueOf(level.name()), text))) {
            unwritten.decrementAndGet();
            dropped.incrementAndGet();
        }
    }

    @Override
    public void run() {
        Logger logger = LoggerFactory.getLogger("pidone");
        while (true) {
            try {
                Message message = queue.take();
                logger.atLevel(message.level()).log(message.text());
                sayWhatWasDropped(logger);
                unwritten.decrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sayWhatWasDropped(Logger logger) {
        int count = dropped.getAndSet(0);
        if (count > 0) {
            logger.warn("{} messages were dropped: standard error did not take them", count);
        }
    }

    /** Returns when all is written, or when one write has not come to its end for 100 ms. */
    void flush() {
        long blockedWrite = 0;
        int steps = 0;
        while (unwritten.get() > 0 && steps < PATIENT_STEPS && isAlive()) {
            try {
                join(FLUSH_STEP_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long write = StandardError.INSTANCE.unfinishedWrite();
            steps = write != 0 && write == blockedWrite ? steps + 1 : 0;
            blockedWrite = write;
        }
    }
}
