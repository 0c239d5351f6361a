package dev.pidone.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pidone.cli.ExitStatusMapping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitStatusTest {
    @Test
    void aStatusIsAByte() {
        for (int code = 0; code < 256; code++) {
            assertEquals(code, new ExitStatus(code).code());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void nothingElseIsAStatus(int code) {
        assertThrows(IllegalArgumentException.class, () -> new ExitStatus(code));
    }

    @Test
    void eachStatusStandsForItself() {
        ExitStatusMapping mapping = new ExitStatusMapping();
        for (int status = 0; status < 256; status++) {
            assertEquals(status, mapping.replacement(status));
        }
    }

    @Test
    void oneStatusCanStandForAnother() {
        ExitStatusMapping mapping = new ExitStatusMapping();
        mapping.replace(143, 0);
        mapping.replace(0, 255);
        mapping.replace(143, 1);
        for (int status = 0; status < 256; status++) {
            assertEquals(status == 143 ? 1 : status == 0 ? 255 : status, mapping.replacement(status));
        }
    }
}
