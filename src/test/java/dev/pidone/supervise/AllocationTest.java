package dev.pidone.supervise;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.linux.ChildEvent;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.Launch;
import dev.pidone.linux.Launch.Grouping;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.ProcessTable;
import dev.pidone.linux.ReceivedSignal;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.linux.SignalSet;
import dev.pidone.linux.WaitStatus;
import dev.pidone.report.Log;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * In steady state supervision allocates nothing: no garbage, no collections, no pauses. The JVM charges a few hundred
 * bytes to the thread while it compiles the loop; an object an event would be megabytes.
 */
class AllocationTest {
    private static final int WARM_UP_ROUNDS = 1_000;
    private static final int ROUNDS = 100_000;

    @Test
    void forwardingAndReapingAllocateNothing() throws LaunchException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertTrue(threads.isThreadAllocatedMemoryEnabled());
        BusyKernel kernel = new BusyKernel();
        Supervisor supervisor = new Supervisor(kernel, new Log(Log.Level.WARN),
                Policy.byDefault(), false);
        supervisor.start(new Launch(List.of("command"), Grouping.OWN_GROUP));
        Recipients recipients = new CommandOnly(kernel);
        supervisor.supervise(recipients, kernel.afterRounds(WARM_UP_ROUNDS));
        Ending ending = kernel.afterRounds(ROUNDS);

        long before = threads.getCurrentThreadAllocatedBytes();
        supervisor.supervise(recipients, ending);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertTrue(after - before < ROUNDS, (after - before) + " bytes in " + ROUNDS + " rounds");
        assertTrue(kernel.forwarded >= 3L * ROUNDS, "three signals a round");
        assertTrue(kernel.reaped >= 2L * ROUNDS, "two orphans a round");
    }

    /** In every round three signals have arrived and two orphans have ended. */
    private static final class BusyKernel implements Kernel {
        private static final int COMMAND = 2;
        private int round;
        private int signals;
        private int orphans;
        private long forwarded;
        private long reaped;

        private Ending afterRounds(int rounds) {
            int last = round + rounds;
            return supervisor -> round >= last;
        }

        @Override
        public void awaitEvent(long nanoseconds) {
            round++;
            signals = 3;
            orphans = 2;
        }

        @Override
        public void forwardDirectly(SignalMapping replacements, SignalSet reported, int target) {
            // Half of the signals are said to have gone that way.
        }

        @Override
        public boolean nextSignal(ReceivedSignal into) {
            if (signals == 0) {
                return false;
            }
            signals--;
            into.set(signals == 0 ? Signal.CHLD : Signal.of(10 + round % 5), signals > 0, 77);
            if (signals == 1) {
                into.setForwarded(true);
            }
            forwarded++;
            return true;
        }

        @Override
        public Reaping reap(ChildEvent into) {
            if (orphans == 0) {
                return Reaping.NOTHING_NEW;
            }
            orphans--;
            reaped++;
            into.set(1000 + round % 1000,
                    orphans == 0 ? WaitStatus.exited(round % 256) : WaitStatus.killed(Signal.HUP));
            return Reaping.CHANGED;
        }

        @Override
        public int processId() {
            return 1;
        }

        @Override
        public int spawn(Launch launch) {
            return COMMAND;
        }

        @Override
        public boolean signal(int processId, Signal signal) {
            return processId == COMMAND;
        }

        @Override
        public boolean signalGroup(int processGroup, Signal signal) {
            return true;
        }

        @Override
        public boolean signalEveryProcess(Signal signal) {
            return true;
        }

        @Override
        public boolean hasOtherProcesses() {
            return true;
        }

        @Override
        public boolean listProcesses(ProcessTable into) {
            return true;
        }

        @Override
        public boolean watch(int processId) {
            return true;
        }

        @Override
        public boolean isForeground() {
            return false;
        }

        @Override
        public boolean hasTerminal() {
            return false;
        }

        @Override
        public boolean writesToPipe() {
            return false;
        }

        @Override
        public int foregroundGroup() {
            return -1;
        }

        @Override
        public String processName(int processId) {
            return "?";
        }

        @Override
        public long nanoTime() {
            return round;
        }

        @Override
        public void become(Launch launch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void requestParentDeathSignal(Signal signal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void adoptOrphans() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stopSelf(Signal signal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stopOwnGroup(Signal signal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void letGo() {
            // Nothing was inherited.
        }

        @Override
        public void setForeground(int processGroup) {
            // There is no terminal.
        }
    }
}
