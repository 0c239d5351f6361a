package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exit status of a container. */
@NeedsEngine
class ExitStatusIT {
    @ParameterizedTest
    @EnumSource
    void itIsTheCommandsOwn(Init init) {
        for (int status : new int[]{0, 1, 2, 7, 42, 63, 64, 100, 124, 125, 126, 127, 128, 129, 137, 143, 200, 254,
                255}) {
            try (TestContainer container = init.runs("sh", "-c", "exit " + status).started()) {
                assertEquals(status, container.exitStatus());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIs127WhereTheCommandIsNotFound(Init init) {
        try (TestContainer container = init.runs("no-such-command").started()) {
            assertEquals(127, container.exitStatus());
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIs126WhereTheCommandCannotBeExecuted(Init init) {
        try (TestContainer container = init.runs("/etc/passwd").started()) {
            assertEquals(126, container.exitStatus());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "--pid1mode=sometimes"})
    void itIs125WherePidoneIsCalledWrongly(String option) {
        try (TestContainer container = TestContainer.pidoneWith(option, "true").started()) {
            assertEquals(125, container.exitStatus());
        }
    }
}
