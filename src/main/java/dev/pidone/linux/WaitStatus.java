package dev.pidone.linux;

/**
 * What a parent learns of a child from wait(2). There is one object a status, made when it is first met, so that
 * reaping does not allocate.
 */
public sealed interface WaitStatus {
    /** The child called exit. */
    record Exited(ExitStatus exitStatus) implements WaitStatus {
        @Override
        public boolean ended() {
            return true;
        }

        @Override
        public String toString() {
            return "exited with status " + exitStatus.code();
        }
    }

    /** A signal killed the child. */
    record Killed(Signal signal, boolean dumpedCore) implements WaitStatus {
        @Override
        public boolean ended() {
            return true;
        }

        @Override
        public ExitStatus exitStatus() {
            return ExitStatus.killedBy(signal);
        }

        @Override
        public String toString() {
            return "killed by " + signal + (dumpedCore ? ", core dumped" : "");
        }
    }

    /** A signal stopped the child; it still exists. */
    record Stopped(Signal signal) implements WaitStatus {
        @Override
        public boolean ended() {
            return false;
        }

        @Override
        public ExitStatus exitStatus() {
            throw new IllegalStateException("the child has not ended: " + this);
        }

        @Override
        public String toString() {
            return "stopped by " + signal;
        }
    }

    /** Whether the child has ended. */
    boolean ended();

    /**
     * The exit status that stands for the end of the child: its own, or 128 and the signal that killed it.
     *
     * @throws IllegalStateException if the child has not ended
     */
    ExitStatus exitStatus();

    /**
     * Decodes what wait4(2) stores.
     *
     * @param raw the 16 bits that the macros of wait(2) take apart
     */
    static WaitStatus of(int raw) {
        return Cache.of(raw);
    }

    static WaitStatus exited(int code) {
        return of(code << 8);
    }

    static WaitStatus killed(Signal signal) {
        return of(signal.number());
    }

    static WaitStatus stopped(Signal signal) {
        return of(signal.number() << 8 | 0x7f);
    }

    /** The statuses met so far: 256 exit statuses, each signal with and without a core, each signal that stops. */
    final class Cache {
        private static final int EXITED = 0;
        private static final int KILLED = 256;
        private static final int STOPPED = KILLED + 256;
        private static final WaitStatus[] MET = new WaitStatus[STOPPED + 128];

        private Cache() {
        }

        private static WaitStatus of(int raw) {
            int index = index(raw);
            WaitStatus status = MET[index];
            if (status == null) {
                status = decode(raw);
                MET[index] = status;
            }
            return status;
        }

        private static int index(int raw) {
            return switch (raw & 0x7f) {
                case 0 -> EXITED + (raw >> 8 & 0xff);
                case 0x7f -> STOPPED + (raw >> 8 & 0x7f);
                default -> KILLED + (raw & 0xff);
            };
        }

        private static WaitStatus decode(int raw) {
            int low = raw & 0x7f;
            int high = raw >> 8 & 0xff;
            return switch (low) {
                case 0 -> new Exited(new ExitStatus(high));
                case 0x7f -> new Stopped(Signal.of(high & 0x7f));
                default -> new Killed(Signal.of(low), (raw & 0x80) != 0);
            };
        }
    }
}
