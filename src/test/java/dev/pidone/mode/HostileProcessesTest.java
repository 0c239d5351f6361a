package dev.pidone.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.BusyKernel;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.recipients.CommandOnly;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What processes below pidone cannot do to it, although they may not send it signals. */
class HostileProcessesTest {
    private static final int PIDONE = 1;
    private static final int ORPHAN = 20;

    /** Notes what the command is sent, and lets it end by TERM or in the fifth round. */
    private static class Witness extends BusyKernel {
        private final List<Signal> sent = new ArrayList<>();
        private final List<Long> waits = new ArrayList<>();
        private boolean mayHaveHungUp;

        Witness() {
            super(PIDONE);
        }

        @Override
        protected void happen() {
            if (round() == 5 || sent.contains(Signal.TERM)) {
                change(COMMAND, WaitStatus.exited(0));
            }
        }

        @Override
        public void awaitEvent(long nanoseconds) {
            waits.add(nanoseconds);
            super.awaitEvent(nanoseconds);
        }

        @Override
        public boolean signal(int processId, Signal signal) {
            sent.add(signal);
            return true;
        }

        @Override
        public boolean signalGroup(int processGroup, Signal signal) {
            sent.add(signal);
            return true;
        }

        @Override
        public boolean mayHaveHungUp() {
            return mayHaveHungUp;
        }
    }

    private static void supervise(Witness kernel, String... options) throws LaunchException, UsageException {
        List<String> words = new ArrayList<>(List.of("pidone"));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "command"));
        NativeStrings call = NativeStrings.of(words);
        Request.Run request = (Request.Run) Cli.understand(call, NativeStrings.of(List.of()));
        Supervision supervision = Supervision.begin(new ModeContext(kernel, request.options(),
                new Log(Level.WARN, new LoggedMessages()), TerminationLog.NONE, call));
        supervision.start(NativeStrings.of(List.of("command")));
        supervision.supervise(new CommandOnly(kernel, supervision.command()), new CommandEnded(supervision.command()));
    }

    /** Children end faster than pidone reaps them. */
    private static class Storm extends Witness {
        private int reaped;

        @Override
        public Reaping reap(ChildEvent into) {
            if (super.reap(into) == Reaping.CHANGED) {
                return Reaping.CHANGED;
            }
            reaped++;
            into.set(ORPHAN, WaitStatus.exited(0));
            return reaped % 10 == 0 ? Reaping.ENOUGH : Reaping.CHANGED;
        }
    }

    @Test
    void aStormOfEndsHoldsUpNoSignal() throws LaunchException, UsageException {
        Witness kernel = new Storm() {
            @Override
            protected void happen() {
                super.happen();
                if (round() == 2) {
                    arrive(Signal.of(10), true, false);
                }
            }
        };
        supervise(kernel);
        assertEquals(List.of(Signal.of(10)), kernel.sent);
        assertEquals(List.of(0L, 0L, 0L, 0L), kernel.waits.subList(1, kernel.waits.size()));
    }

    /** A round takes a second. */
    @Test
    void aStormOfEndsHoldsUpNoDeadline() throws LaunchException, UsageException {
        Witness kernel = new Storm();
        supervise(kernel, "--time-limit=2s");
        assertEquals(List.of(Signal.TERM), kernel.sent);
    }

    private static Witness withHangUp() {
        return new Witness() {
            @Override
            protected void happen() {
                super.happen();
                if (round() == 2) {
                    arrive(Signal.HUP, false, false);
                    arrive(Signal.CONT, false, false);
                }
            }
        };
    }

    /** Whoever joins pidone's process group can stop there, and have it orphaned. */
    @Test
    void anOrphanedProcessGroupHangsNothingUp() throws LaunchException, UsageException {
        Witness kernel = withHangUp();
        supervise(kernel);
        assertEquals(List.of(), kernel.sent);
    }

    @Test
    void aTerminalDoes() throws LaunchException, UsageException {
        Witness kernel = withHangUp();
        kernel.mayHaveHungUp = true;
        supervise(kernel);
        assertEquals(List.of(Signal.HUP, Signal.CONT), kernel.sent);
    }

    @Test
    void soDoesAnOrphanedProcessGroupThatWasToldToStop() throws LaunchException, UsageException {
        Witness kernel = new Witness() {
            @Override
            protected void happen() {
                super.happen();
                if (round() == 2) {
                    arrive(Signal.TSTP, true, false);
                    arrive(Signal.HUP, false, false);
                }
            }
        };
        supervise(kernel);
        assertEquals(List.of(Signal.TSTP, Signal.HUP), kernel.sent);
    }
}
