package dev.pidone.supervise.explain;

import dev.pidone.kernel.Kernel;
import dev.pidone.log.Event;
import dev.pidone.log.Level;
import dev.pidone.log.Log;
import dev.pidone.log.Message;
import dev.pidone.supervise.Observer;
import dev.pidone.supervise.recipients.Remaining;

/** Names whom the command has left, before they are told to end. */
public final class Leftovers implements Observer {
    private final Log log;
    private final Remaining remaining;

    public Leftovers(Kernel kernel, Log log) {
        this.log = log;
        remaining = new Remaining(kernel);
    }

    @Override
    public void othersAreTold() {
        if (log.writes(Level.INFO)) {
            remaining.look();
            Message message = log.begin(Level.INFO, Event.LEFTOVERS).text("ending what the command has left, ");
            remaining.name(message);
            message.end();
            remaining.release();
        }
    }
}
