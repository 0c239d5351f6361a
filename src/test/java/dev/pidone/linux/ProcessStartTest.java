package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessStartTest {
    private static ProcessStart with(String... environment) {
        return new ProcessStart(List.of("pidone"), 0, List.of(environment), SignalSet.NONE, SignalSet.NONE, -1, 0);
    }

    @Test
    void aVariableHasItsValue() {
        assertEquals("/bin", with("HOME=/root", "PATH=/bin", "TERM=xterm").variable("PATH"));
    }

    @Test
    void aValueMayBeEmptyOrHoldAnything() {
        assertEquals("", with("PATH=").variable("PATH"));
        assertEquals("a=b=c", with("PATH=a=b=c").variable("PATH"));
        assertEquals("\u00ff\n", with("PATH=\u00ff\n").variable("PATH"));
    }

    @Test
    void aNameThatOnlyBeginsAlikeIsAnother() {
        assertNull(with("PATHS=/x", "PAT=/y", "MYPATH=/z", "path=/p").variable("PATH"));
    }

    @Test
    void anEntryWithoutAnEqualsSignIsNoVariable() {
        assertNull(with("PATH", "", "=PATH").variable("PATH"));
    }

    @Test
    void theFirstOfTwoCounts() {
        assertEquals("/first", with("PATH=/first", "PATH=/second").variable("PATH"));
    }

    @Test
    void aNameMayBeNoIdentifier() {
        assertEquals("single-node", with("discovery.type=single-node").variable("discovery.type"));
    }
}
