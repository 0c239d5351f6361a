package dev.pidone.supervise;

import dev.pidone.kernel.Events;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import dev.pidone.supervise.job.JobControl;

/**
 * Arranges that signals which need no decision are forwarded by the kernel layer the moment they arrive. Left to the
 * supervisor are those that stop or continue a job, those that the stop plan may hold back, and those that go nowhere;
 * reported to it are those that it has something to do about afterwards.
 */
final class DirectForwarding {
    private final Events events;
    private final SignalMapping replacements = new SignalMapping();
    private final SignalSet reported;
    private int target;

    /** @param reportAll whether every signal is to be reported */
    DirectForwarding(Kernel kernel, Job job, SignalMapping mapping, boolean reportAll) {
        events = kernel.events();
        SignalSet wanted = reportAll ? SignalSet.ALL : SignalSet.NONE;
        for (int number = 1; number <= Signal.MAX; number++) {
            Signal signal = Signal.of(number);
            Signal replacement = mapping.replacement(signal);
            if (replacement == null || JobControl.decidesOn(signal) || job.stopping().mayHold(signal, replacement)
                    || kernel.namespace().isContained() && isKey(signal)) {
                replacements.replace(signal, null);
            } else {
                replacements.replace(signal, job.jobControl().forOrphanedGroup(replacement));
                if (job.stopping().concerns(signal, replacement) || mayKill(replacement)) {
                    wanted = wanted.union(SignalSet.of(signal));
                }
            }
        }
        reported = wanted;
    }

    /** Who has sent a signal is to be known where it ends the command; those of real time are too many for that. */
    private static boolean mayKill(Signal signal) {
        return signal.number() < Signal.RTMIN && Signal.ends(signal);
    }

    /** Whether a key of the terminal sends it: whether one has done so only pidone outside knows for sure. */
    private static boolean isKey(Signal signal) {
        return signal == Signal.INT || signal == Signal.QUIT;
    }

    /** Follows a change of the recipients: a process ID is of no use once its process has been reaped. */
    void update(int newTarget) {
        if (newTarget != target) {
            target = newTarget;
            events.forwardDirectly(replacements, reported, newTarget);
        }
    }
}
