package dev.pidone.supervise;

import dev.pidone.supervise.job.Command;
import dev.pidone.supervise.job.JobControl;
import dev.pidone.supervise.recipients.Delivery;
import dev.pidone.supervise.stop.Stopping;

/**
 * What one run has, and those share who supervise it.
 *
 * @param observer is told what happens
 */
public record Job(Command command, JobControl jobControl, Delivery delivery, Stopping stopping, Observer observer) {
}
