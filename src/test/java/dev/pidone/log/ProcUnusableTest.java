package dev.pidone.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcUnusableTest {
    private final LoggedMessages logged = new LoggedMessages();

    @Test
    void itIsSaidOnceWithWhatFollows() {
        ProcUnusable warning = new ProcUnusable(new Log(Level.WARN, logged), "nobody is asked");
        assertEquals(List.of(), logged.messages());
        warning.say();
        warning.say();
        assertEquals(List.of("pidone: WARN: /proc does not show the processes of this PID namespace: nobody is asked"),
                logged.messages());
    }

    @Test
    void itIsNotSaidWhereNoWarningsAreWanted() {
        new ProcUnusable(new Log(Level.ERROR, logged), "nobody is asked").say();
        assertEquals(List.of(), logged.messages());
    }
}
