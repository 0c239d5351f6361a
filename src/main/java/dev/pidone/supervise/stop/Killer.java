package dev.pidone.supervise.stop;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.recipients.Remaining;

/**
 * Kills everything below pidone, also what forks as fast as it is killed: again and again, until it is told to rest.
 */
public final class Killer {
    /** How soon to kill again where new processes may have appeared meanwhile. */
    private static final long REPEAT = 100_000_000;
    private static final long HOPELESS_AFTER = 10_000_000_000L;

    private final Clock clock;
    private final Log log;
    private final Recipients everyone;
    private final boolean atomic;
    private final Remaining remaining;
    private boolean active;
    private long hopelessAt;
    private long due;

    public Killer(Kernel kernel, Log log, Recipients everyone) {
        clock = kernel.clock();
        this.log = log;
        this.everyone = everyone;
        remaining = new Remaining(kernel);
        atomic = kernel.processId() == 1;
    }

    /**
     * Kills, and goes on killing whoever turns up.
     *
     * @param atOnce whether that is how the plan begins, so that no time is over
     */
    public void begin(boolean atOnce) {
        if (!active) {
            active = true;
            hopelessAt = clock.nanoTime() + HOPELESS_AFTER;
            if (log.writes(Level.WARN)) {
                sayWhoIsLeft(atOnce);
            }
        }
        kill();
    }

    void rest() {
        active = false;
    }

    /** Whether killing has not helped for long: a process may be stuck in the kernel, or beyond pidone's privileges. */
    boolean isHopeless() {
        return active && hopelessAt - clock.nanoTime() <= 0;
    }

    /** Nanoseconds until it kills again; {@link Clock#NEVER} while it rests. */
    long dueIn(long now) {
        return active ? Math.max(0, due - now) : Clock.NEVER;
    }

    void perform(long now) {
        if (active && due - now <= 0) {
            kill();
        }
    }

    private void kill() {
        if (!atomic) {
            // A stopped process does not fork: once a look finds nobody new, all of them are caught. Where processes are
            // limited (pids cgroup, RLIMIT_NPROC) the stopped ones also use up the limit.
            everyone.send(Signal.STOP);
        }
        // As PID 1: kill(-1) and fork(2) exclude each other in the kernel, nobody gets away.
        everyone.send(Signal.KILL);
        due = clock.nanoTime() + REPEAT;
    }

    /** Why somebody is killed. */
    static String why(boolean atOnce) {
        return atOnce ? "as the stop plan says, killing " : "the time to stop is over, killing ";
    }

    private void sayWhoIsLeft(boolean atOnce) {
        remaining.look();
        Message message = log.begin(Level.WARN, Event.KILLING).text(why(atOnce));
        remaining.name(message);
        message.end();
        remaining.release();
    }
}
