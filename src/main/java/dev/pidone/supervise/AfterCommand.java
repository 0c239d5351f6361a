package dev.pidone.supervise;

import dev.pidone.kernel.Clock;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.log.ProcUnusable;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.recipients.Remaining;

/**
 * An end to waiting for all processes: a time after the command's end, or when only programs are left that nobody waits
 * for. What is left then is to be ended.
 */
public final class AfterCommand implements Ending {
    /** A program can become another one without an event (execve(2)): that is looked for. */
    private static final long LOOK_NANOSECONDS = 1_000_000_000;
    /** What is looked at may fork meanwhile, and its child be missed: so two looks count. */
    private static final long SECOND_LOOK_NANOSECONDS = 50_000_000;
    private static final int NOBODY = 0;

    private final Clock clock;
    private final Processes processes;
    private final Command command;
    private final Log log;
    private final Ending all;
    private final long limit;
    private final String[] exceptions;
    private final Remaining remaining;
    private final ProcUnusable procUnusable;
    private final ProcessVisitor firstAwaited = this::isNotAwaited;
    private final ProcessDetails details;
    private final int self;
    /** Somebody who is no exception, when that was looked at last. */
    private int awaited;
    private boolean begun;
    private long due;
    private long recheck = Clock.NEVER;
    private boolean sawOnlyExceptions;
    private boolean reached;

    /**
     * @param all reached when nobody is left
     * @param limit nanoseconds, {@link Clock#NEVER} for none
     * @param exceptions the names of programs that nobody waits for
     */
    public AfterCommand(Kernel kernel, Command command, Log log, Ending all, long limit, String[] exceptions) {
        clock = kernel.clock();
        processes = kernel.processes();
        self = kernel.processId();
        this.command = command;
        this.log = log;
        procUnusable = new ProcUnusable(log, "all are waited for");
        remaining = new Remaining(kernel);
        this.all = all;
        this.limit = limit;
        this.exceptions = exceptions;
        details = exceptions.length == 0 ? null : new ProcessDetails();
    }

    @Override
    public boolean isReached() {
        if (reached || all.isReached()) {
            return true;
        }
        recheck = all.recheckNanoseconds();
        if (command.hasEnded()) {
            reached = limitIsOver() || onlyExceptionsAreLeft();
        }
        return reached;
    }

    @Override
    public long recheckNanoseconds() {
        return recheck;
    }

    private boolean limitIsOver() {
        if (limit == Clock.NEVER) {
            return false;
        }
        long now = clock.nanoTime();
        if (!begun) {
            begun = true;
            due = now + limit;
        }
        if (due - now > 0) {
            lookAgainIn(due - now);
            return false;
        }
        if (log.writes(Level.WARN)) {
            remaining.look();
            say(Level.WARN, Event.WAIT_LIMIT, "the time to wait is over, ending ");
            remaining.release();
        }
        return true;
    }

    private void lookAgainIn(long nanoseconds) {
        recheck = Clock.shorter(recheck, nanoseconds);
    }

    private boolean onlyExceptionsAreLeft() {
        if (exceptions.length == 0) {
            return false;
        }
        if (awaited == NOBODY || !remaining.isLeft(awaited, details) || processes.isNamed(awaited, exceptions)) {
            awaited = NOBODY;
            if (!remaining.look(firstAwaited)) {
                procUnusable.say();
                return false;
            }
        }
        boolean only = awaited == NOBODY;
        boolean sure = only && sawOnlyExceptions;
        if (sure && log.writes(Level.INFO)) {
            say(Level.INFO, Event.ONLY_EXCEPTIONS, "only exceptions are left, ending ");
        }
        remaining.release();
        sawOnlyExceptions = only;
        lookAgainIn(only ? SECOND_LOOK_NANOSECONDS : LOOK_NANOSECONDS);
        return sure;
    }

    /** One is enough: whoever comes behind it is not looked at, nor are others as long as it runs. */
    private boolean isNotAwaited(ProcessTable listed, int index) {
        int processId = listed.processId(index);
        if (processId != self && !listed.isZombie(index) && !processes.isNamed(processId, exceptions)) {
            awaited = processId;
        }
        return awaited == NOBODY;
    }

    private void say(Level level, Event event, String what) {
        Message message = log.begin(level, event).text(what);
        remaining.name(message);
        message.end();
    }
}
