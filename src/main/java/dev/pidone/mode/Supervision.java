package dev.pidone.mode;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.history.RunHistory;
import dev.pidone.io.OutputFile;
import dev.pidone.io.SharedOutput;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.Clock;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Launch;
import dev.pidone.kernel.Launch.Grouping;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.StatusWriter;
import dev.pidone.memory.NativeStrings;
import dev.pidone.report.Report;
import dev.pidone.supervise.Chores;
import dev.pidone.supervise.CommandEnded;
import dev.pidone.supervise.Ending;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Job;
import dev.pidone.supervise.Observers;
import dev.pidone.supervise.OrphanTerminator;
import dev.pidone.supervise.StrangerTerminator;
import dev.pidone.supervise.Supervisor;
import dev.pidone.supervise.Supervisor.Detail;
import dev.pidone.supervise.explain.CommandFacts;
import dev.pidone.supervise.explain.EndReport;
import dev.pidone.supervise.explain.Leftovers;
import dev.pidone.supervise.explain.OutOfMemory;
import dev.pidone.supervise.explain.RunLog;
import dev.pidone.supervise.explain.StatusLines;
import dev.pidone.supervise.explain.StopCause;
import dev.pidone.supervise.explain.WaitReport;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.CommandOnly;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.recipients.Everyone;
import dev.pidone.supervise.recipients.Recipients;
import dev.pidone.supervise.stop.StopPolicy;
import dev.pidone.supervise.stop.Stopping;

/** Puts a run together of what the user wants, the same for all modes that supervise, and ends it. */
final class Supervision {
    private final Kernel kernel;
    private final Options options;
    private final Log log;
    private final Command command = new Command();
    private final Observers observers = new Observers();
    private final Chores chores = new Chores();
    private final Job job;
    private final Supervisor supervisor;

    private Supervision(ModeContext context) {
        kernel = context.kernel();
        options = context.options();
        log = context.log();
        boolean ownSession = options.forwarding().ownSession();
        job = job(kernel, log, command, new JobControl(kernel, command, ownSession), options.stopping(),
                options.forwarding().mapping(), observers);
        boolean hasReport = observe(context);
        Detail detail = log.writes(Level.DEBUG) ? Detail.EVERY_SIGNAL : Detail.DECISIONS;
        supervisor = new Supervisor(kernel, log, job, options.forwarding().mapping(), chores,
                hasReport ? Detail.EVERY_CHILD : detail);
    }

    /** Begins a run, before anything is started. */
    static Supervision begin(ModeContext context) {
        adoptOrphans(context.kernel(), context.options().subreaper(), context.log());
        if (context.options().containment().onlyFromOutside()) {
            distrustInside(context.kernel(), context.log());
        }
        return new Supervision(context);
    }

    private static Job job(Kernel kernel, Log log, Command command, JobControl jobControl, StopPolicy policy,
            SignalMapping mapping, Observers observers) {
        Delivery delivery = new Delivery(kernel.signals(), command, jobControl, Everyone.below(kernel, command, log));
        Stopping stopping = new Stopping(kernel, log, policy, mapping, command, delivery, observers);
        return new Job(command, jobControl, delivery, stopping, observers);
    }

    /** Adds whoever is to hear of what happens; returns whether a page is to tell of each child. */
    private boolean observe(ModeContext context) {
        observers.add(new RunLog(kernel, log, options.warnOnReap()));
        if (options.mode() == ModeName.WAIT && log.writes(Level.INFO)) {
            observers.add(new Leftovers(kernel, log));
        }
        StopCause cause = new StopCause(kernel);
        observers.add(cause);
        CommandFacts facts = new CommandFacts(kernel, cause);
        observers.add(facts);
        boolean waits = options.mode() != ModeName.PAUSE;
        if (waits && options.messages().waitReport() != Clock.NEVER && log.writes(Level.WARN)) {
            WaitReport waitReport = new WaitReport(kernel, command, log, options.messages().waitReport(), cause, facts,
                    job.stopping(), new WaitReport.Scope(options.mode() == ModeName.WAIT_ALL_CHILDREN,
                            options.containment().waitLimit(), options.containment().exceptions()));
            observers.add(waitReport);
            chores.add(waitReport);
        }
        if (options.terminateOrphans()) {
            OrphanTerminator terminator = new OrphanTerminator(kernel, command, log, options.stopping().grace());
            observers.add(terminator);
            chores.add(terminator);
        }
        if (options.containment().strangerLimit() != Clock.NEVER) {
            limitStrangers();
        }
        OutOfMemory outOfMemory = new OutOfMemory(kernel, facts);
        observers.add(outOfMemory);
        if (options.messages().statusFd() >= 0) {
            observers.add(new StatusLines(kernel, statusLog(), facts, outOfMemory));
        }
        EndReport endReport = new EndReport(kernel, log, context.terminationLog(), facts, cause, job.stopping(),
                outOfMemory);
        observers.add(endReport);
        return options.messages().report() != null && addReport(context, endReport);
    }

    private void limitStrangers() {
        if (kernel.processId() == 1) {
            chores.add(new StrangerTerminator(kernel, log, options.containment().strangerLimit(),
                    options.stopping().grace()));
        } else {
            log.warn(Event.NOT_PID1, "not PID 1: nobody enters from outside, and --stranger-limit has no effect");
        }
    }

    private Log statusLog() {
        return Log.inJson(Level.INFO, new StatusWriter(SharedOutput.takeOver(options.messages().statusFd())),
                kernel.clock());
    }

    /** The file's name counts from the working directory of now. */
    private boolean addReport(ModeContext context, EndReport endReport) {
        OutputFile file = kernel.openFile(options.messages().report());
        if (!file.isFine()) {
            Report.warnOf(file, log);
            return false;
        }
        RunHistory history = new RunHistory(kernel, options.mode() == ModeName.WAIT_ALL_CHILDREN,
                options.containment().exceptions());
        observers.add(history);
        endReport.keepSentence();
        observers.add(new Report(log, file, history, endReport, options.mode().toString(), context.call()));
        return true;
    }

    /**
     * For pidone outside a PID namespace: what it has started already is the pidone inside, and decides everything.
     *
     * @param inside its process ID
     * @param grouping its process group and session
     * @return the status with which it has ended
     */
    static int outside(ModeContext context, int inside, Grouping grouping) {
        Kernel kernel = context.kernel();
        Log log = context.log().quieter();
        Command command = new Command();
        JobControl jobControl = JobControl.outside(kernel, command, grouping);
        SignalMapping mapping = new SignalMapping();
        Job job = job(kernel, log, command, jobControl, StopPolicy.NONE, mapping, new Observers());
        Supervisor supervisor = new Supervisor(kernel, log, job, mapping, new Chores(), Detail.DECISIONS);
        supervisor.hasStarted(inside);
        supervisor.supervise(new CommandOnly(kernel.signals(), command), new CommandEnded(command));
        return command.exitCode();
    }

    /**
     * Starts the command.
     *
     * @throws LaunchException if it cannot be executed
     */
    void start(NativeStrings words) throws LaunchException {
        try {
            supervisor.start(
                    new Launch(words, options.forwarding().ownSession() ? Grouping.OWN_SESSION : Grouping.OWN_GROUP,
                            options.start().user(), options.start().resetSignals()));
        } catch (LaunchException e) {
            observers.notStarted(e.exitStatus(), e.reason());
            throw e;
        }
    }

    /** @see Supervisor#supervise */
    void supervise(Recipients recipients, Ending ending) {
        supervisor.supervise(recipients, ending);
    }

    /** @see Supervisor#terminateEveryone */
    void terminateEveryone(Ending ending) {
        supervisor.terminateEveryone(ending);
    }

    Command command() {
        return command;
    }

    /** All processes that are pidone's business. */
    Recipients everyone() {
        return job.delivery().everyone();
    }

    /** Whether the stop plan has begun, and in the end kills everyone. */
    boolean hasDeadline() {
        return job.stopping().hasDeadline();
    }

    /** The run is over; returns the status with which pidone is to end. */
    ExitStatus end() {
        if (job.stopping().limitIsOver()) {
            return end(ExitStatus.TIME_LIMIT, HowItEnded.TIME_LIMIT);
        }
        if (job.stopping().isSuccess()) {
            return end(ExitStatus.SUCCESS, HowItEnded.TOLD);
        }
        int code = options.exitStatuses().replacement(command.exitCode());
        return end(new ExitStatus(code), code == command.exitCode() ? HowItEnded.COMMAND : HowItEnded.REMAPPED);
    }

    /** The pause is over. */
    ExitStatus endPause() {
        return end(ExitStatus.SUCCESS, HowItEnded.PAUSE);
    }

    private ExitStatus end(ExitStatus status, HowItEnded how) {
        observers.ended(status, how);
        return status;
    }

    private static void distrustInside(Kernel kernel, Log log) {
        if (kernel.processId() == 1) {
            kernel.events().distrustInside();
        } else {
            log.warn(Event.NOT_PID1, "not PID 1: signals are taken from everyone");
        }
    }

    /** The kernel brings orphans to PID 1 by itself, to any other process on demand. */
    private static void adoptOrphans(Kernel kernel, boolean wanted, Log log) {
        if (kernel.processId() == 1) {
            return;
        }
        Children children = kernel.children();
        if (wanted) {
            if (!children.adoptOrphans()) {
                log.warn(Event.NOT_PID1,
                        "not PID 1, and this kernel makes it no subreaper: zombies will not be reaped");
            }
        } else if (!children.adoptsOrphans()) {
            log.warn(Event.NOT_PID1,
                    "not PID 1 and no subreaper: orphans go to another process, zombies of theirs are not reaped here");
        }
    }
}
