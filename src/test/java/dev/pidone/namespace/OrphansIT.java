package dev.pidone.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every orphan is adopted and reaped. */
class OrphansIT {
    private static final int ROUNDS = 10;
    private static final int PARENTS = 10;
    private static final int ORPHANS_OF_EACH = 100;

    static Stream<Call> calls() {
        return Stream.of(Call.inMode("wait"), Call.inMode("wait-all-children"), Call.inMode("wait").notPid1());
    }

    /** Ten times a thousand at once: they end together, and the ends of many children are one SIGCHLD. */
    @ParameterizedTest
    @MethodSource("calls")
    void noneOfTenThousandOrphansStaysAZombie(Call pidone) {
        assertEquals(Ended.silently(0),
                pidone.command(OrphanMaker.command(ROUNDS, PARENTS, ORPHANS_OF_EACH, List.of())).run());
    }
}
