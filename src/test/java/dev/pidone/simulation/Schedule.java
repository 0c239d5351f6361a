package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.simulation.SimulatedProcess.State;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * What happens in the simulated world beside pidone, one random step at a time: for a while processes come, go, and
 * signal each other; then they all come to their end.
 */
final class Schedule {
    private static final int MAX_LIVING = 12;
    private static final Signal[] FREQUENT = {Signal.TERM, Signal.INT, Signal.HUP, Signal.CHLD, Signal.CONT,
            Signal.TSTP, Signal.WINCH, Signal.of(Signal.RTMIN)};
    private static final int[] FATAL = {4, 6, 8, 9, 11, 13, 15};

    private final SimulatedWorld world;
    private final Random random;
    private final boolean endsWithSignal;
    private final Predicate<SimulatedProcess> stays;
    private int livelySteps;
    /** The more, the fewer steps between two system calls of pidone. */
    private final int calm;

    /**
     * @param endsWithSignal whether pidone is told to end when nobody is left
     * @param stays who does not come to its end by itself, but does what signals make it do
     */
    Schedule(SimulatedWorld world, Random random, boolean endsWithSignal, Predicate<SimulatedProcess> stays) {
        this.world = world;
        this.random = random;
        this.endsWithSignal = endsWithSignal;
        this.stays = stays;
        calm = 2 + random.nextInt(8);
        livelySteps = 10 + random.nextInt(300);
    }

    /**
     * Takes a step.
     *
     * @return false if nothing can ever happen again
     */
    boolean step() {
        if (livelySteps > 0) {
            livelySteps--;
            if (random.nextInt(20) == 0) {
                enterFromOutside();
            } else {
                livelyStep();
            }
            return true;
        }
        return closingStep();
    }

    /** What may happen between two system calls of pidone. Nobody enters then: that would be as good as later. */
    void interleave() {
        while (random.nextInt(calm) == 0) {
            if (livelySteps > 0) {
                livelySteps--;
                livelyStep();
            } else {
                closingStep();
            }
        }
    }

    private void enterFromOutside() {
        if (world.actors().size() < MAX_LIVING) {
            world.enter();
        }
    }

    private void livelyStep() {
        int choice = random.nextInt(100);
        List<SimulatedProcess> actors = world.actors();
        if (choice < 18) {
            world.send(world.pidone(), anySignal(), anySender(actors));
        } else if (choice < 22) {
            reapOutside();
        } else if (!actors.isEmpty()) {
            act(any(actors), choice, actors);
        }
    }

    private void act(SimulatedProcess actor, int choice, List<SimulatedProcess> actors) {
        if (actor.state == State.STOPPED) {
            if (choice < 60) {
                world.send(actor, choice < 30 ? Signal.KILL : Signal.CONT, anySender(actors));
            }
        } else if (choice < 42) {
            fork(actor, actors);
        } else if (choice < 48) {
            daemonize(actor, actors);
        } else if (choice < 54) {
            world.end(actor, WaitStatus.exited(random.nextInt(256)));
        } else if (choice < 56) {
            world.end(actor, anyFatalStatus());
        } else if (choice < 64) {
            world.send(any(actors), random.nextBoolean() ? Signal.STOP : anySignal(), actor);
        } else if (choice < 75) {
            reapChild(actor);
        } else if (choice < 80) {
            SimulatedWorld.startSession(actor);
        } else if (choice < 86) {
            changeDisposition(actor);
        } else if (choice < 90) {
            world.changeProgram(actor);
        } else {
            world.deliver(actor);
        }
    }

    /** A step towards the end of all processes. */
    private boolean closingStep() {
        List<SimulatedProcess> actors = world.actors();
        if (actors.isEmpty() || random.nextInt(4) == 0) {
            return reapOutside() || !actors.isEmpty() || askToEnd();
        }
        SimulatedProcess actor = any(actors);
        if (stays.test(actor)) {
            if (actor.state == State.RUNNING) {
                world.deliver(actor);
            }
            return true;
        }
        switch (random.nextInt(5)) {
            case 0 -> world.end(actor, anyFatalStatus());
            case 1 -> reapChild(actor);
            case 2 -> world.send(actor, Signal.CONT, null);
            case 3 -> {
                if (actor.state == State.RUNNING) {
                    world.deliver(actor);
                }
            }
            default -> {
                if (actor.state == State.RUNNING) {
                    world.end(actor, WaitStatus.exited(random.nextInt(256)));
                }
            }
        }
        return true;
    }

    private boolean askToEnd() {
        if (endsWithSignal) {
            world.send(world.pidone(), Signal.TERM, null);
        }
        return endsWithSignal;
    }

    private void fork(SimulatedProcess parent, List<SimulatedProcess> actors) {
        if (actors.size() < MAX_LIVING) {
            world.fork(parent);
        }
    }

    /**
     * Forks twice, as daemons are made, which have a session of their own (daemon(7)), and jobs in the background,
     * which have not.
     */
    private void daemonize(SimulatedProcess parent, List<SimulatedProcess> actors) {
        SimulatedProcess child = actors.size() < MAX_LIVING ? world.fork(parent) : null;
        if (child != null) {
            if (random.nextBoolean()) {
                SimulatedWorld.startSession(child);
            }
            world.fork(child);
            world.end(child, WaitStatus.exited(0));
            reapChild(parent);
        }
    }

    private void reapChild(SimulatedProcess parent) {
        List<SimulatedProcess> zombies = world.find(process -> process.isZombie() && process.parent == parent);
        if (!zombies.isEmpty()) {
            world.reap(any(zombies), parent);
        }
    }

    private boolean reapOutside() {
        List<SimulatedProcess> zombies = world.zombiesOfTheOutside();
        if (!zombies.isEmpty()) {
            world.reap(any(zombies), null);
        }
        return !zombies.isEmpty();
    }

    private void changeDisposition(SimulatedProcess process) {
        SignalSet signal = SignalSet.of(anySignal());
        if (random.nextBoolean()) {
            process.caught = process.caught.union(signal);
            process.ignored = new SignalSet(process.ignored.bits() & ~signal.bits());
        } else {
            process.ignored = process.ignored.union(signal);
            process.caught = new SignalSet(process.caught.bits() & ~signal.bits());
            process.pending.drop(signal);
        }
    }

    private WaitStatus anyFatalStatus() {
        int core = random.nextBoolean() ? 0x80 : 0;
        return WaitStatus.of(FATAL[random.nextInt(FATAL.length)] | core);
    }

    /** Any signal that can be caught. */
    private Signal anySignal() {
        if (random.nextBoolean()) {
            return FREQUENT[random.nextInt(FREQUENT.length)];
        }
        Signal signal = Signal.of(1 + random.nextInt(Signal.MAX));
        return signal == Signal.KILL || signal == Signal.STOP ? Signal.TERM : signal;
    }

    private SimulatedProcess anySender(List<SimulatedProcess> actors) {
        return actors.isEmpty() || random.nextBoolean() ? null : any(actors);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
