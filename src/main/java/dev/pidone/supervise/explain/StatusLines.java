package dev.pidone.supervise.explain;

import dev.pidone.kernel.ChildEvent;
import dev.pidone.kernel.Children;
import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Namespace;
import dev.pidone.kernel.ResourceUsage;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.memory.Line;
import dev.pidone.supervise.HowItEnded;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.recipients.Remaining;

/** Tells a program what becomes of the command, a line of JSON each. */
public final class StatusLines implements Observer {
    private final Log lines;
    private final Children children;
    private final Namespace namespace;
    private final CommandFacts facts;
    private final OutOfMemory outOfMemory;
    private final Remaining remaining;
    private final ResourceUsage usage = new ResourceUsage();
    private boolean lookForLeftovers;

    /**
     * @param lines where they go
     * @param facts are told of everything before, and so is what is known of memory
     */
    public StatusLines(Kernel kernel, Log lines, CommandFacts facts, OutOfMemory outOfMemory) {
        this.lines = lines;
        children = kernel.children();
        namespace = kernel.namespace();
        this.facts = facts;
        this.outOfMemory = outOfMemory;
        remaining = new Remaining(kernel);
    }

    @Override
    public void commandStarted(int processId) {
        Message message = begin(Event.COMMAND_STARTED).text("started the command, ").pid(processId);
        int outside = namespace.firstChildOutside();
        if (outside > 0) {
            message.text(", outside of the PID namespace ").number("outside_pid", outside);
        }
        message.end();
    }

    @Override
    public void notStarted(ExitStatus status, Line reason) {
        lines.begin(Level.ERROR, Event.LAUNCH_FAILED).line(reason).field("exit_status", status.code()).end();
    }

    @Override
    public void childChanged(ChildEvent child, Child who) {
        if (who == Child.COMMAND && child.status().ended()) {
            Message message = begin(Event.COMMAND_ENDED).text("the command, ").pid(child.processId()).text(", ")
                    .status(child.status()).text(", ").duration("run_time", facts.runTime()).text(" after its start");
            addMemory(message);
            message.end();
            lookForLeftovers = true;
        }
    }

    private void addMemory(Message message) {
        if (outOfMemory.happened()) {
            message.text("; out of memory").field("oom_kills", outOfMemory.use().killed());
        }
    }

    /** Whoever has ended together with the command has been reaped by now. */
    @Override
    public void roundIsOver() {
        if (lookForLeftovers) {
            lookForLeftovers = false;
            remaining.look();
            if (remaining.livingCount() > 0) {
                Message message = begin(Event.LEFTOVERS).text("the command has left ");
                remaining.name(message);
                message.end();
            }
            remaining.release();
        }
    }

    @Override
    public void ended(ExitStatus exitStatus, HowItEnded how) {
        WaitStatus status = facts.status();
        children.usageOfChildren(usage);
        Message message = begin(Event.ENDED).text("the command ").status(status).text(" ")
                .duration("run_time", facts.runTime()).text(" after its start; exit status ")
                .number("exit_status", exitStatus.code()).text("; CPU ").duration("cpu", usage.cpuNanoseconds())
                .text(", largest process ").bytes("peak_memory", usage.peakKibibytes() << 10);
        addMemory(message);
        message.end();
    }

    private Message begin(Event event) {
        return lines.begin(Level.INFO, event);
    }
}
