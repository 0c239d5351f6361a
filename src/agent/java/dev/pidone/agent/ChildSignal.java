package dev.pidone.agent;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Tells that children have ended: SIGCHLD.
 *
 * <p>
 * The JVM starts a thread for each signal, so the handler stays only until the first one has come, and is put back when
 * the agent has looked. Where no signal comes (-Xrs, a JVM without the module jdk.unsupported, an application that
 * handles SIGCHLD itself) one has to look now and then.
 */
class ChildSignal {
    private static final long LOOK_NANOSECONDS = 500_000_000;

    private ChildSignal() {
    }

    static ChildSignal create(JdkInternals jdk) throws ReflectiveOperationException {
        // The first start of a process resets SIGCHLD (ProcessImpl.init): that has to be over.
        jdk.type("java.lang.ProcessImpl");
        try {
            Told told = new Told();
            told.watchHandlers(jdk);
            return told;
        } catch (IllegalArgumentException | LinkageError e) {
            return new ChildSignal();
        }
    }

    /** From now on the end of a child is told. */
    void listen() {
    }

    /** From now on it is not. */
    void mute() {
    }

    /** How long one may wait at most: {@link Reaper#NEVER} where one is told. */
    long limit(long nanoseconds) {
        return Math.min(nanoseconds, LOOK_NANOSECONDS);
    }

    /** Waits until it is told, or for a time; returns whether it was told. */
    boolean await(long nanoseconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoseconds);
        return false;
    }

    /** With a handler. */
    private static final class Told extends ChildSignal implements SignalHandler {
        private final Signal signal = new Signal("CHLD");
        private final Semaphore ends = new Semaphore(0);
        private final Thread thread = Thread.currentThread();
        private volatile boolean works;
        private volatile boolean isOurs = true;
        private boolean listens;

        private Told() {
            // The JDK sets a handler before it notes the signal's number: one that came in between would find nothing.
            exchange(SIG_DFL, SIG_DFL);
            listen();
            if (isOurs) {
                // Proves that signals come through: under -Xrs a handler is taken, but never called.
                Signal.raise(signal);
            }
        }

        /**
         * Who takes a handler's place must be noticed, since no signal comes here any more. Whenever a handler is set,
         * the JDK looks up the signal's number in a table.
         */
        private void watchHandlers(JdkInternals jdk) {
            try {
                Field field = jdk.field("jdk.internal.misc.Signal", "signals");
                @SuppressWarnings("unchecked")
                Map<Object, Object> signals = (Map<Object, Object>) field.get(null);
                // Signal.handle holds the first lock; a signal that comes is looked up under the second.
                synchronized (field.getDeclaringClass()) {
                    synchronized (signals) {
                        signals.put(new HeededNumber(), signals.remove(signal.getNumber()));
                    }
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                // Then it is noticed when the agent changes its own handler.
            }
        }

        /** Equal to the signal's number, and hears that somebody asks. */
        private final class HeededNumber {
            @Override
            public int hashCode() {
                return Integer.hashCode(signal.getNumber());
            }

            @Override
            public boolean equals(Object other) {
                boolean isAskedFor = other == this || other.equals(signal.getNumber());
                Thread asking = Thread.currentThread();
                // When a signal has come it is this thread of the JVM that asks.
                if (isAskedFor && asking != thread && !asking.getName().equals("Signal Dispatcher")) {
                    isOurs = false;
                    ends.release();
                }
                return isAskedFor;
            }
        }

        @Override
        public void handle(Signal child) {
            works = true;
            ends.release();
        }

        @Override
        void listen() {
            if (isOurs && !listens) {
                ends.drainPermits();
                listens = true;
                exchange(this, SIG_DFL);
            }
        }

        @Override
        void mute() {
            if (isOurs && listens) {
                listens = false;
                exchange(SIG_DFL, this);
            }
        }

        /** Whoever has put another handler there meanwhile keeps it. */
        private void exchange(SignalHandler handler, SignalHandler expected) {
            SignalHandler old = Signal.handle(signal, handler);
            if (old != expected) {
                Signal.handle(signal, old);
                isOurs = false;
            }
        }

        @Override
        long limit(long nanoseconds) {
            return works && isOurs ? nanoseconds : super.limit(nanoseconds);
        }

        @Override
        boolean await(long nanoseconds) throws InterruptedException {
            if (!isOurs) {
                return super.await(nanoseconds);
            }
            boolean told;
            if (nanoseconds == Reaper.NEVER) {
                ends.acquire();
                told = true;
            } else {
                told = ends.tryAcquire(nanoseconds, TimeUnit.NANOSECONDS);
            }
            return told;
        }
    }
}
