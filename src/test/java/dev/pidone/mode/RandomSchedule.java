package dev.pidone.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pidone.cli.ModeName;
import dev.pidone.cli.Options;
import dev.pidone.cli.Toggle;
import dev.pidone.linux.ExitStatus;
import dev.pidone.linux.Kernel;
import dev.pidone.linux.LaunchException;
import dev.pidone.linux.Recipient;
import dev.pidone.linux.Scenario;
import dev.pidone.linux.SimulatedKernel;
import dev.pidone.report.Log;
import dev.pidone.report.LoggedMessages;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One run of a mode in a simulated world, all of it decided by a seed; what the mode promises is checked. */
final class RandomSchedule {
    private static final List<String> COMMAND = List.of("command");

    private final ModeName mode;
    private final Toggle subreaper;
    private final Scenario scenario;
    private final SimulatedKernel kernel;

    RandomSchedule(long seed) {
        Random random = new Random(~seed);
        ModeName[] modes = {ModeName.WAIT, ModeName.WAIT_ALL_CHILDREN};
        mode = random.nextInt(20) == 0 ? ModeName.EXEC : modes[random.nextInt(modes.length)];
        subreaper = random.nextInt(4) == 0 ? Toggle.OFF : Toggle.DEFAULT;
        boolean init = random.nextBoolean();
        boolean hasProc = random.nextInt(8) != 0;
        boolean hasPidfd = random.nextInt(8) != 0;
        ExitStatus launchFailure = random.nextInt(20) == 0 ? ExitStatus.NOT_FOUND : null;
        scenario = new Scenario(seed, init, hasProc, hasPidfd, launchFailure, recipient(init, hasProc));
        kernel = new SimulatedKernel(scenario);
    }

    private Recipient recipient(boolean init, boolean hasProc) {
        if (mode == ModeName.WAIT_ALL_CHILDREN) {
            return init ? Recipient.EVERY_PROCESS : hasProc ? Recipient.DESCENDANTS : Recipient.COMMAND;
        }
        return Recipient.COMMAND;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    ModeName mode() {
        return mode;
    }

    /** Runs the mode to its end. */
    void run() {
        run(real -> real);
    }

    /** @param adapter puts something between the mode and the kernel */
    void run(UnaryOperator<Kernel> adapter) {
        Log log = new Log(Log.Level.ERROR);
        Options options = new Options(mode, Log.Level.ERROR, subreaper);
        try (LoggedMessages logged = new LoggedMessages()) {
            ExitStatus status = Pid1Mode.of(mode, adapter.apply(kernel), options, log).run(COMMAND);
            checkEnd(status);
            log.flush();
            require(logged.messages().isEmpty(), "an error was logged: " + logged.messages());
        } catch (LaunchException e) {
            require(e.exitStatus().equals(scenario.launchFailure()), "a failed launch has another status");
        } catch (SimulatedKernel.BecameCommand e) {
            require(mode == ModeName.EXEC, "only exec becomes the command");
            assertEquals(COMMAND, kernel.becameCommand().arguments());
            assertEquals(List.of("become"), kernel.trace());
        }
    }

    private void checkEnd(ExitStatus status) {
        require(scenario.launchFailure() == null, "a failed launch must be an exception");
        require(mode != ModeName.EXEC, "exec does not return");
        require(kernel.commandEnd() != null && kernel.commandEnd().exitStatus().equals(status),
                "ended with " + status + ", but the command: " + kernel.commandEnd());
        if (mode == ModeName.WAIT) {
            require(kernel.waitsAfterCommandWasReaped() == 0, "the command had ended, and wait went on");
        } else {
            require(!kernel.hasLivingCharges(), "wait-all-children ended, and a process is left");
        }
    }

    private void require(boolean condition, String complaint) {
        if (!condition) {
            throw kernel.violation(mode + ": " + complaint);
        }
    }
}
