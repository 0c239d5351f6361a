package dev.pidone.supervise.stop;

import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launcher;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.Signals;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.memory.NativeStrings;

/** The program that a step of the stop plan runs, beside the command. What goes wrong with it is worth a warning. */
final class StopProgram {
    private final Launcher launcher;
    private final Signals signals;
    private final Log log;
    private NativeStrings program;
    /** 0 while none runs. */
    private int processId;

    StopProgram(Kernel kernel, Log log) {
        launcher = kernel.launcher();
        signals = kernel.signals();
        this.log = log;
    }

    /** Makes room for what the start of a program needs. */
    void prepare() {
        launcher.prepareToStartProgram();
    }

    boolean isRunning() {
        return processId != 0;
    }

    /** 0 while none runs. */
    int processId() {
        return processId;
    }

    /**
     * Starts a program.
     *
     * @param signal what has begun the plan; {@code null} if no signal has
     * @param commandId 0 if the command has ended
     * @return false if it cannot be started
     */
    boolean start(NativeStrings wanted, Signal signal, int commandId) {
        program = wanted;
        int result = launcher.startProgram(wanted, signal, commandId);
        processId = Math.max(0, result);
        if (result < 0) {
            warnOf(-result);
        }
        return result > 0;
    }

    private void warnOf(int error) {
        if (log.writes(Level.WARN)) {
            log.begin(Level.WARN, Event.STOP_PROGRAM_FAILED).text("the stop plan cannot run ")
                    .quoted("program", program, 0).text(": ").errno(error).end();
        }
    }

    /** A child has been reaped; returns whether it was the program. */
    boolean ended(int childId, WaitStatus status) {
        if (processId == 0 || childId != processId) {
            return false;
        }
        processId = 0;
        int error = launcher.programError();
        if (error != 0) {
            warnOf(error);
            return true;
        }
        Level level = status.exitCode() == 0 ? Level.INFO : Level.WARN;
        if (log.writes(level)) {
            log.begin(level, Event.STOP_PROGRAM_ENDED).text("the stop plan's ").quoted("program", program, 0).text(", ")
                    .status(status).end();
        }
        return true;
    }

    /** Kills it if its time is over. */
    void expire() {
        if (processId != 0) {
            if (log.writes(Level.WARN)) {
                log.begin(Level.WARN, Event.STOP_PROGRAM_KILLED).text("the stop plan's ").quoted("program", program, 0)
                        .text(" has not ended in time, killing it, ").pid(processId).end();
            }
            kill();
        }
    }

    /** Kills it, and whoever is in its process group, if it runs. */
    void kill() {
        if (processId != 0) {
            if (!signals.signalGroup(processId, Signal.KILL)) {
                // It does not lead its group yet.
                signals.signal(processId, Signal.KILL);
            }
            processId = 0;
        }
    }
}
