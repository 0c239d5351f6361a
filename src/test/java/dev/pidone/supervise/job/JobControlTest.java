package dev.pidone.supervise.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.simulation.IdleKernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of pidone and the command when the command is stopped. */
class JobControlTest {
    private static final int INIT = 1;
    private static final int PIDONE = 7;
    private static final int COMMAND = IdleKernel.COMMAND;

    private final List<String> deeds = new ArrayList<>();
    /** Whether somebody could continue pidone's group, so that the kernel lets it be stopped (setpgid(2)). */
    private boolean hasShell = true;
    private boolean hasTerminal = true;
    private int foreground = COMMAND;

    /** Whether there is a pidone outside of the namespace. */
    private boolean isContained;
    private final Command command = new Command();
    /** Whether standard input is the terminal, and standard output no pipe. */
    private boolean isForCommand;
    /** In which none is left. */
    private int emptyGroup;

    private JobControl jobControl(int processId, boolean ownSession) {
        return new JobControl(kernel(processId), command, ownSession);
    }

    private IdleKernel kernel(int processId) {
        command.started(COMMAND);
        return new IdleKernel(processId) {
            @Override
            public boolean hasTerminal() {
                return hasTerminal;
            }

            @Override
            public int foregroundGroup() {
                return hasTerminal ? foreground : -1;
            }

            @Override
            public boolean isForeground() {
                return hasTerminal && foreground == processId();
            }

            @Override
            public boolean isForCommand() {
                return isForCommand;
            }

            /** Each leads one; those from 100 on are in another session. */
            @Override
            public int groupInSession(int processId) {
                return processId < 100 ? processId : -1;
            }

            @Override
            public boolean isEmptyGroup(int processGroup) {
                return processGroup == emptyGroup;
            }

            @Override
            public void setForeground(int processGroup) {
                foreground = processGroup == 0 ? processId() : processGroup;
            }

            @Override
            public boolean signalGroup(int processGroup, Signal signal) {
                return deeds.add(signal + " to " + processGroup);
            }

            @Override
            public boolean stopSelf(Signal signal) {
                deeds.add("stop pidone by " + signal);
                return hasShell || signal == Signal.STOP;
            }

            @Override
            public boolean stopOwnGroup(Signal signal) {
                deeds.add("stop pidone's group by " + signal);
                return hasShell;
            }

            @Override
            public boolean isJobOfParent() {
                return hasShell;
            }

            @Override
            public boolean isContained() {
                return isContained;
            }

            @Override
            public boolean stopOutside(Signal signal) {
                return isContained && deeds.add("stop pidone outside by " + signal);
            }
        };
    }

    private void commandStopped(int processId, Signal signal) {
        jobControl(processId, false).commandStopped(signal);
    }

    @Test
    void aKeyStopsTheWholeJob() {
        commandStopped(PIDONE, Signal.TSTP);
        assertEquals(List.of("stop pidone's group by SIGTSTP"), deeds);
        assertEquals(PIDONE, foreground);
    }

    @Test
    void aKeyHasNoEffectWhereNobodyCouldContinueTheJob() {
        hasShell = false;
        commandStopped(PIDONE, Signal.TSTP);
        assertEquals(List.of("stop pidone's group by SIGTSTP", "SIGCONT to 10"), deeds);
        assertEquals(COMMAND, foreground);
    }

    @Test
    void aKeyHasNoEffectWherePidoneIsPid1() {
        commandStopped(INIT, Signal.TSTP);
        assertEquals(List.of("SIGCONT to 10"), deeds);
        assertEquals(COMMAND, foreground);
    }

    @ParameterizedTest
    @ValueSource(ints = {19, 21, 22})
    void otherStopsStayWhatTheyAre(int number) {
        commandStopped(INIT, Signal.of(number));
        assertEquals(List.of(), deeds);
        hasShell = false;
        foreground = COMMAND;
        commandStopped(PIDONE, Signal.of(number));
        assertFalse(deeds.contains("SIGCONT to 10"), deeds.toString());
    }

    @Test
    void withoutATerminalNobodyHasPressedAKey() {
        hasTerminal = false;
        commandStopped(INIT, Signal.TSTP);
        commandStopped(PIDONE, Signal.TSTP);
        assertEquals(List.of(), deeds);
    }

    @Test
    void stopOfTheCommandAloneIsPassedOnToAShell() {
        commandStopped(PIDONE, Signal.STOP);
        assertEquals(List.of("stop pidone by SIGSTOP"), deeds);
    }

    @Test
    void stopDoesNotReachPidoneWhereNobodyWouldContinueIt() {
        hasShell = false;
        commandStopped(PIDONE, Signal.STOP);
        assertEquals(List.of(), deeds);
    }

    @Test
    void whoNeedsTheTerminalGetsItWherePidoneHasIt() {
        foreground = PIDONE;
        commandStopped(PIDONE, Signal.TTIN);
        assertEquals(List.of("SIGCONT to 10"), deeds);
        assertEquals(COMMAND, foreground);
    }

    @Test
    void aSignalThatAsksToStopStopsPidoneAsWell() {
        JobControl jobControl = jobControl(PIDONE, false);
        jobControl.stopWasForwarded(Signal.TTIN, false, false);
        assertEquals(List.of("stop pidone by SIGTTIN"), deeds);
        assertTrue(jobControl.wasStopped());
        assertFalse(jobControl.wasStopped());
        assertTrue(jobControl.continued(false));
        assertEquals("SIGCONT to 10", deeds.getLast());
        assertFalse(jobControl.continued(false));
    }

    /** The command is sent STOP, since its group is orphaned. */
    @Test
    void pidoneIsStoppedByWhatItWasSentAlsoWhereTheCommandHasItsOwnSession() {
        JobControl jobControl = jobControl(PIDONE, true);
        assertEquals(Signal.STOP, jobControl.forOrphanedGroup(Signal.TSTP));
        jobControl.stopWasForwarded(Signal.TSTP, false, false);
        assertEquals(List.of("stop pidone by SIGTSTP"), deeds);
        assertTrue(jobControl.wasStopped());
    }

    @Test
    void whoSendsAStopIsObeyedWherePidonesGroupIsOrphanedToo() {
        JobControl jobControl = jobControl(PIDONE, true);
        hasShell = false;
        jobControl.stopWasForwarded(Signal.TSTP, false, false);
        assertEquals(List.of("stop pidone by SIGTSTP", "stop pidone by SIGSTOP"), deeds);
        assertTrue(jobControl.wasStopped());
    }

    @Test
    void aKeyHasNoEffectOnACommandInItsOwnSessionWhereNobodyCouldContinuePidone() {
        JobControl jobControl = jobControl(PIDONE, true);
        hasShell = false;
        jobControl.stopWasForwarded(Signal.TSTP, true, false);
        assertEquals(List.of("stop pidone by SIGTSTP", "SIGCONT to 10"), deeds);
        assertFalse(jobControl.wasStopped());
    }

    private JobControl afterTheEnd(int processId) {
        foreground = processId;
        JobControl jobControl = jobControl(processId, false);
        command.ended(WaitStatus.exited(0));
        jobControl.commandEnded();
        return jobControl;
    }

    /** Without pidone its process group is orphaned, and to read is an error in place of a stop. */
    @ParameterizedTest
    @ValueSource(ints = {INIT, PIDONE})
    void whoIsLeftAndNeedsTheTerminalGetsItUntilItsEnd(int processId) {
        JobControl jobControl = afterTheEnd(processId);
        jobControl.orphanStopped(20, Signal.TTIN);
        assertEquals(List.of("SIGCONT to 20"), deeds);
        assertEquals(20, foreground);
        jobControl.orphanEnded();
        assertEquals(20, foreground, "others of its group are left");
        emptyGroup = 20;
        jobControl.orphanEnded();
        assertEquals(processId, foreground);
    }

    @Test
    void whoNeedsTheTerminalThatAnotherHasGetsItNext() {
        JobControl jobControl = afterTheEnd(PIDONE);
        jobControl.orphanStopped(20, Signal.TTIN);
        jobControl.orphanStopped(30, Signal.TTOU);
        assertEquals(20, foreground);
        emptyGroup = 20;
        jobControl.orphanEnded();
        assertEquals(30, foreground);
        assertEquals(List.of("SIGCONT to 20", "SIGCONT to 30"), deeds);
    }

    @Test
    void whoIsLeftInAnotherSessionIsLeftAlone() {
        JobControl jobControl = afterTheEnd(PIDONE);
        jobControl.orphanStopped(100, Signal.TTIN);
        jobControl.orphanStopped(20, Signal.STOP);
        assertEquals(List.of(), deeds);
        assertEquals(PIDONE, foreground);
    }

    @Test
    void whoIsLeftAndNeedsTheTerminalOfTheShellStopsTheJob() {
        JobControl jobControl = afterTheEnd(PIDONE);
        foreground = 5;
        jobControl.orphanStopped(20, Signal.TTIN);
        assertEquals(List.of("stop pidone's group by SIGTTIN"), deeds);
        assertEquals(5, foreground);
        jobControl.restContinued();
        foreground = PIDONE;
        jobControl.orphanStopped(20, Signal.TTIN);
        assertEquals(20, foreground);
    }

    @Test
    void aKeyStopsTheJobWhereWhoIsLeftHasTheTerminal() {
        JobControl jobControl = afterTheEnd(PIDONE);
        jobControl.orphanStopped(20, Signal.TTIN);
        jobControl.orphanStopped(20, Signal.TSTP);
        assertEquals(PIDONE, foreground);
        assertEquals(List.of("SIGCONT to 20", "stop pidone's group by SIGTSTP"), deeds);
    }

    @ParameterizedTest
    @ValueSource(ints = {INIT, PIDONE})
    void aKeyHasNoEffectOnWhoIsLeftWhereNobodyCouldContinuePidone(int processId) {
        hasShell = false;
        JobControl jobControl = afterTheEnd(processId);
        jobControl.orphanStopped(20, Signal.TTIN);
        jobControl.orphanStopped(20, Signal.TSTP);
        assertEquals(20, foreground);
        assertEquals("SIGCONT to 20", deeds.getLast());
    }

    /** Everyone who is left has been sent the key: their stops are no news. */
    @Test
    void theStopsOfAJobThatIsStoppedAreNoNews() {
        isContained = true;
        JobControl jobControl = afterTheEnd(INIT);
        jobControl.stopWasForwarded(Signal.TSTP, true, true);
        jobControl.orphanStopped(20, Signal.TSTP);
        assertEquals(List.of("stop pidone outside by SIGTSTP"), deeds);
        jobControl.restContinued();
        jobControl.orphanStopped(20, Signal.TSTP);
        assertEquals(List.of("stop pidone outside by SIGTSTP", "stop pidone outside by SIGTSTP"), deeds);
    }

    /** Before, it has a parent that may continue it, or the command has the terminal. */
    @Test
    void whoIsStoppedBeforeTheEndOfTheCommandIsLeftAlone() {
        foreground = PIDONE;
        jobControl(PIDONE, false).orphanStopped(20, Signal.TTIN);
        assertEquals(List.of(), deeds);
    }

    /** Who writes into the pipe that the command reads from is in pidone's own group, and must get the keys. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theShellGivesTheTerminalToACommandThatIsToHaveIt(boolean toHaveIt) {
        foreground = PIDONE;
        isForCommand = toHaveIt;
        JobControl jobControl = jobControl(PIDONE, false);
        jobControl.stopWasForwarded(Signal.TSTP, true, false);
        jobControl.continued(false);
        assertEquals(toHaveIt ? COMMAND : PIDONE, foreground);
    }

    /** Then nobody tells pidone that somebody has been stopped, and nobody could continue them. */
    @ParameterizedTest
    @ValueSource(ints = {INIT, PIDONE})
    void aKeyStopsNobodyForGoodAfterTheEndOfTheCommandWherePidoneCannotStop(int processId) {
        hasShell = false;
        foreground = processId;
        JobControl jobControl = jobControl(processId, false);
        command.ended(WaitStatus.exited(0));
        assertTrue(jobControl.stopWasForwarded(Signal.TSTP, true, true));
        assertFalse(jobControl.stopWasForwarded(Signal.TSTP, false, true), "whoever sends it can send CONT");
    }

    @Test
    void aKeyThatReachesAllStopsNobodyForGoodWherePidoneCannotStop() {
        hasShell = false;
        foreground = INIT;
        assertTrue(jobControl(INIT, false).stopWasForwarded(Signal.TSTP, true, true));
        assertFalse(jobControl(INIT, false).stopWasForwarded(Signal.TSTP, true, false), "the command may handle it");
    }

    @Test
    void aKeyStopsTheJobAfterTheEndOfTheCommandWherePidoneCanStop() {
        JobControl jobControl = jobControl(PIDONE, false);
        command.ended(WaitStatus.exited(0));
        assertFalse(jobControl.stopWasForwarded(Signal.TSTP, true, true));
        assertEquals(List.of("stop pidone by SIGTSTP"), deeds);
    }

    @Test
    void aKeyStopsPidoneOutsideAfterTheEndOfTheCommandInside() {
        isContained = true;
        foreground = INIT;
        JobControl jobControl = jobControl(INIT, false);
        command.ended(WaitStatus.exited(0));
        assertFalse(jobControl.stopWasForwarded(Signal.TSTP, true, true));
        assertEquals(List.of("stop pidone outside by SIGTSTP"), deeds);
    }

    /** The pidone inside stops nobody by itself that it would be told of. */
    @Test
    void aKeyThatPidoneOutsideGetsStopsNobodyForGoodWhereItCannotStop() {
        hasShell = false;
        foreground = PIDONE;
        JobControl outside = JobControl.outside(kernel(PIDONE), command, Grouping.OWN_GROUP);
        assertTrue(outside.stopWasForwarded(Signal.TSTP, true, false));
    }

    /** A pause inside of a namespace stays in the group of the pidone outside. */
    @Test
    void theTerminalStaysWhereTheCommandHasNoGroup() {
        foreground = PIDONE;
        JobControl outside = JobControl.outside(kernel(PIDONE), command, Grouping.INHERITED);
        assertFalse(outside.stopWasForwarded(Signal.TSTP, true, false));
        outside.continued(false);
        assertEquals(PIDONE, foreground);
    }
}
