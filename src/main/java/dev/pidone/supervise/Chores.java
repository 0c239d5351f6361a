package dev.pidone.supervise;

import dev.pidone.kernel.Clock;

/** All chores of a run, as one. */
public final class Chores implements Chore {
    private static final int MOST = 4;

    private final Chore[] chores = new Chore[MOST];
    private int count;

    public void add(Chore chore) {
        chores[count] = chore;
        count++;
    }

    @Override
    public long dueIn() {
        long dueIn = Clock.NEVER;
        for (int index = 0; index < count; index++) {
            dueIn = Clock.shorter(dueIn, chores[index].dueIn());
        }
        return dueIn;
    }

    @Override
    public void perform() {
        for (int index = 0; index < count; index++) {
            chores[index].perform();
        }
    }
}
