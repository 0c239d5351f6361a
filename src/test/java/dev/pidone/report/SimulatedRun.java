package dev.pidone.report;

import dev.pidone.history.RunHistory;
import dev.pidone.io.OutputFiles;
import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.ReceivedSignal;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.HistoryKernel;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer.Child;
import dev.pidone.supervise.Observers;
import dev.pidone.supervise.Outcome;
import dev.pidone.supervise.explain.CommandFacts;
import dev.pidone.supervise.explain.EndReport;
import dev.pidone.supervise.explain.OutOfMemory;
import dev.pidone.supervise.explain.StopCause;
import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.recipients.Everyone;
import dev.pidone.supervise.stop.StopPolicy;
import dev.pidone.supervise.stop.Stopping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;

/** A run that a test makes up, and the page that is written about it. */
final class SimulatedRun {
    static final int COMMAND = 10;
    static final int EXITED = 0;
    static final int KILLED = 9;
    private static final int PIDONE = 1;

    private final Path file;
    private final HistoryKernel world;
    private final RunHistory history;
    private final Observers observers = new Observers();
    private final Command command = new Command();
    private final ChildEvent child = new ChildEvent(new ProcessDetails());
    private final ReceivedSignal received = new ReceivedSignal();
    private final List<String> messages = new ArrayList<>();

    SimulatedRun(Path file, boolean waitsForAll, String... exceptions) {
        this.file = file;
        world = new HistoryKernel(PIDONE);
        Log log = new Log(Level.WARN, (level, line) -> messages.add(line.toString()));
        Kernel kernel = world.kernel();
        history = new RunHistory(kernel, waitsForAll, exceptions);
        observers.add(history);
        NativeStrings call = NativeStrings
                .of(List.of("pidone", "--report=" + file.getFileName(), "--", "make", "-j8", "it's all"));
        Delivery delivery = new Delivery(kernel.signals(), command, new JobControl(kernel, command, false),
                Everyone.below(kernel, command, log));
        Stopping stopping = new Stopping(kernel, log, StopPolicy.NONE, new SignalMapping(), command, delivery,
                observers);
        StopCause cause = new StopCause(kernel);
        observers.add(cause);
        CommandFacts facts = new CommandFacts(kernel, cause);
        observers.add(facts);
        OutOfMemory outOfMemory = new OutOfMemory(kernel, facts);
        observers.add(outOfMemory);
        EndReport endReport = new EndReport(kernel, new Log(Level.ERROR, (level, line) -> {
        }), TerminationLog.NONE, facts, cause, stopping, outOfMemory);
        endReport.keepSentence();
        observers.add(endReport);
        observers.add(new Report(log, OutputFiles.open(file.toString()), history, endReport,
                waitsForAll ? "wait-all-children" : "wait", call));
        world.begin(COMMAND, PIDONE, "make", "make -j8");
        command.started(COMMAND);
        observers.commandStarted(COMMAND);
    }

    HistoryKernel world() {
        return world;
    }

    RunHistory history() {
        return history;
    }

    List<String> messages() {
        return messages;
    }

    SimulatedRun pass(long milliseconds) {
        world.pass(milliseconds);
        observers.roundIsOver();
        return this;
    }

    SimulatedRun begin(int processId, String name) {
        return begin(processId, COMMAND, name);
    }

    /** @param name one char a byte */
    SimulatedRun begin(int processId, int parent, String name) {
        world.begin(processId, parent, name, name + " --of=" + processId);
        return this;
    }

    /** pidone reaps a process. */
    SimulatedRun reap(int processId, int rawStatus) {
        world.reap(processId, rawStatus, 12, 3000, child);
        observers.childChanged(child, processId == COMMAND ? Child.COMMAND : Child.ORPHAN);
        if (processId == COMMAND) {
            command.ended(child.status());
        }
        return this;
    }

    SimulatedRun arrive(Signal signal, int sender) {
        return arrive(signal, sender, Outcome.FORWARDED);
    }

    SimulatedRun arrive(Signal signal, int sender, Outcome outcome) {
        received.set(signal, sender >= 0, Math.max(0, sender));
        observers.signalArrived(received);
        observers.signalHandled(received, signal, outcome);
        return this;
    }

    String end(int status) throws IOException {
        observers.ended(new ExitStatus(status), HowItEnded.COMMAND);
        return page();
    }

    String page() throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    Document parsed() throws IOException {
        return Pages.parse(page());
    }

    /** A build with many processes, some of which outlive the command, and one of which has to be killed. */
    static SimulatedRun build(Path file, int processes) throws IOException {
        SimulatedRun run = new SimulatedRun(file, true);
        String[] programs = {"cc1", "as", "collect2", "ld", "sh", "python3", "node"};
        int first = 100;
        for (int number = 0; number < processes; number++) {
            run.begin(first + number, PIDONE, programs[number * number % programs.length]).pass(7);
            if (number >= 4 && number % 25 != 0) {
                run.reap(first + number - 4, number % 9 == 0 ? 1 << 8 : EXITED);
            }
        }
        run.pass(400).arrive(Signal.of(10), COMMAND).pass(300).reap(COMMAND, 2 << 8);
        run.pass(processes < 2 ? 60 : 300);
        for (int number = 0; number < processes; number++) {
            if (run.world.isThere(first + number)) {
                run.pass(20 + number % 3 * 90L).reap(first + number, number % 5 == 0 ? KILLED : EXITED);
            }
        }
        run.end(2);
        return run;
    }
}
