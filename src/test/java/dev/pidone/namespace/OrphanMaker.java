package dev.pidone.namespace;

import dev.pidone.support.TestProgram;
import java.util.ArrayList;
import java.util.List;

/** A command that makes orphans: src/test/c/orphan_maker.c. */
public final class OrphanMaker {
    /** What ps(1) calls it. */
    public static final String NAME = "orphan_maker";

    private OrphanMaker() {
    }

    /**
     * Makes orphans: in each round so many parents, each of which leaves so many children to whoever adopts them; that
     * must be its own parent. When all of them have been adopted, have ended, and have been reaped, it becomes the next
     * program, if there is one.
     */
    public static List<String> command(int rounds, int parents, int orphans, List<String> next) {
        List<String> command = new ArrayList<>(List.of(TestProgram.of(NAME).toString(), Integer.toString(rounds),
                Integer.toString(parents), Integer.toString(orphans)));
        command.addAll(next);
        return command;
    }
}
