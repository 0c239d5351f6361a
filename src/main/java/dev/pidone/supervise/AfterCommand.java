package dev.pidone.supervise;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Line;
import dev.pidone.linux.ProcessTable;
import dev.pidone.report.Log;

/**
 * An end to waiting for all processes: a time after the command's end, or when only programs are left that nobody waits
 * for. What is left then is to be ended.
 */
public final class AfterCommand implements Ending {
    private static final int NAMED_IN_MESSAGE = 8;
    /** A program can become another one without an event (execve(2)): that is looked for. */
    private static final long LOOK_NANOSECONDS = 1_000_000_000;
    /** What is looked at may fork meanwhile, and its child be missed: so two looks count. */
    private static final long SECOND_LOOK_NANOSECONDS = 50_000_000;

    private final Kernel kernel;
    private final Log log;
    private final Ending all;
    private final long limit;
    private final String[] exceptions;
    private final ProcessTable table = new ProcessTable();
    private boolean begun;
    private long due;
    private long recheck = Kernel.FOREVER;
    private boolean sawOnlyExceptions;
    private boolean reached;
    private boolean warned;

    /**
     * @param all reached when nobody is left
     * @param limit nanoseconds, {@link Kernel#FOREVER} for none
     * @param exceptions the names of programs that nobody waits for
     */
    public AfterCommand(Kernel kernel, Log log, Ending all, long limit, String[] exceptions) {
        this.kernel = kernel;
        this.log = log;
        this.all = all;
        this.limit = limit;
        this.exceptions = exceptions;
    }

    @Override
    public boolean isReached(Supervisor supervisor) {
        if (reached || all.isReached(supervisor)) {
            return true;
        }
        recheck = all.recheckNanoseconds();
        if (supervisor.commandHasEnded()) {
            reached = limitIsOver() || onlyExceptionsAreLeft();
        }
        return reached;
    }

    @Override
    public long recheckNanoseconds() {
        return recheck;
    }

    private boolean limitIsOver() {
        if (limit == Kernel.FOREVER) {
            return false;
        }
        long now = kernel.nanoTime();
        if (!begun) {
            begun = true;
            due = now + limit;
        }
        if (due - now > 0) {
            lookAgainIn(due - now);
            return false;
        }
        if (log.writes(Log.Level.WARN)) {
            describeWhoIsLeft(log.begin(Log.Level.WARN).text("the time to wait is over, ending "));
            log.end();
        }
        return true;
    }

    private void lookAgainIn(long nanoseconds) {
        recheck = recheck == Kernel.FOREVER ? nanoseconds : Math.min(recheck, nanoseconds);
    }

    private boolean onlyExceptionsAreLeft() {
        if (exceptions.length == 0) {
            return false;
        }
        if (!list()) {
            if (!warned) {
                log.warn("/proc does not show the processes of this PID namespace: all are waited for");
                warned = true;
            }
            return false;
        }
        boolean only = true;
        for (int index = 0; only && index < table.size(); index++) {
            only = !counts(index) || kernel.isNamed(table.processId(index), exceptions);
        }
        boolean sure = only && sawOnlyExceptions;
        if (sure && log.writes(Log.Level.INFO)) {
            describeListed(log.begin(Log.Level.INFO).text("only exceptions are left, ending "));
            log.end();
        }
        table.release();
        sawOnlyExceptions = only;
        lookAgainIn(only ? SECOND_LOOK_NANOSECONDS : LOOK_NANOSECONDS);
        return sure;
    }

    private boolean list() {
        boolean listed = kernel.listProcesses(table);
        if (kernel.processId() != 1) {
            table.keepDescendantsOf(kernel.processId());
        }
        return listed;
    }

    private boolean counts(int index) {
        return table.processId(index) != kernel.processId() && !table.isZombie(index);
    }

    private void describeWhoIsLeft(Line line) {
        list();
        describeListed(line);
        table.release();
    }

    private void describeListed(Line line) {
        int count = 0;
        for (int index = 0; index < table.size(); index++) {
            if (counts(index)) {
                if (count < NAMED_IN_MESSAGE) {
                    line.text(count == 0 ? "pid=" : ", pid=").number(table.processId(index)).text(" (");
                    kernel.describeName(table.processId(index), line);
                    line.text(")");
                }
                count++;
            }
        }
        if (count > NAMED_IN_MESSAGE) {
            line.text(" and ").number(count - NAMED_IN_MESSAGE).text(" more");
        } else if (count == 0) {
            line.text("whoever is left");
        }
    }
}
