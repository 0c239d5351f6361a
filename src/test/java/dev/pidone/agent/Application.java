package dev.pidone.agent;

import dev.pidone.namespace.PidNamespace;
import dev.pidone.namespace.PidNamespace.Proc;
import dev.pidone.support.Await;
import dev.pidone.support.Product;
import dev.pidone.support.Starter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A call of an application, with the agent or without. */
final class Application {
    /** As built: the agent is used from nowhere else. */
    static final Path JAR = Path.of("target/pidone.jar").toAbsolutePath();
    private static final Path CLASSES = Path.of("target/test-classes").toAbsolutePath();

    private final Jvm jvm;
    private final String name;
    private final List<String> arguments;
    private final List<String> options = new ArrayList<>();
    private final List<String> before = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private UnaryOperator<String> place = UnaryOperator.identity();

    private Application(Jvm jvm, Class<?> main, String... arguments) {
        this.jvm = jvm;
        this.name = main.getName();
        this.arguments = List.of(arguments);
    }

    static Application of(Jvm jvm, Class<?> main, String... arguments) {
        return new Application(jvm, main, arguments);
    }

    /** @param agentOptions empty for none */
    Application withAgent(String agentOptions) {
        options.add("-javaagent:" + JAR + (agentOptions.isEmpty() ? "" : "=" + agentOptions));
        return this;
    }

    Application withOptions(String... jvmOptions) {
        options.addAll(List.of(jvmOptions));
        return this;
    }

    /** The first process of a new namespace. */
    Application asPid1() {
        PidNamespace.require();
        before.addAll(PidNamespace.creation(Proc.OWN));
        return this;
    }

    /** A shell script goes before; what it has to do with {@code "$@"} is said here. */
    Application after(String script) {
        before.addAll(List.of("sh", "-c", script, "sh"));
        return this;
    }

    /** What is built is used from where {@link Product#showToEveryone} shows it. */
    Application fromWhereEveryoneSeesIt() {
        place = Product::visible;
        return this;
    }

    Application withVariable(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Running start() {
        List<String> command = new ArrayList<>();
        command.add(jvm.home().resolve("bin/java").toString());
        // Of two JVMs that are PID 1 and share /tmp, one would complain that /tmp/hsperfdata_USER/1 is locked.
        command.add("-XX:-UsePerfData");
        command.addAll(options);
        command.addAll(List.of("-cp", CLASSES.toString(), name));
        command.addAll(arguments);
        command.replaceAll(place);
        command.addAll(0, before);
        try {
            Path output = Files.createTempFile("agent", ".out");
            Path errors = Files.createTempFile("agent", ".err");
            ProcessBuilder builder = Starter.program(command).redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            return new Running(builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to its end. */
    Running run() {
        try (Running running = start()) {
            running.awaitEnd();
            return running;
        }
    }

    /** An application that was started. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path outputFile;
        private final Path errorsFile;
        private String output;
        private String errors;

        private Running(Process process, Path outputFile, Path errorsFile) {
            this.process = process;
            this.outputFile = outputFile;
            this.errorsFile = errorsFile;
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Process process() {
            return process;
        }

        String output() {
            return output == null ? text(outputFile) : output;
        }

        String errors() {
            return errors == null ? text(errorsFile) : errors;
        }

        int status() {
            return process.exitValue();
        }

        void awaitOutput(String expected) {
            Await.until(() -> output().contains(expected) || !process.isAlive(), this::toString);
            if (!output().contains(expected)) {
                throw new AssertionError("no \"" + expected + "\" but " + this);
            }
        }

        void awaitErrors(String expected) {
            Await.until(() -> errors().contains(expected), this::toString);
        }

        /** Whatever it prints is progress, for which one waits anew. */
        void awaitEnd() {
            while (process.isAlive()) {
                long printed = outputFile.toFile().length();
                Await.until(() -> !process.isAlive() || outputFile.toFile().length() > printed, this::toString);
            }
        }

        /** The JVM, also where the process that was started is unshare(1). */
        ProcessHandle jvm() {
            Await.until(() -> process.descendants().anyMatch(Running::isJvm) || isJvm(process.toHandle()),
                    this::toString);
            return isJvm(process.toHandle())
                    ? process.toHandle()
                    : process.descendants().filter(Running::isJvm).findFirst().orElseThrow();
        }

        private static boolean isJvm(ProcessHandle handle) {
            return handle.info().command().orElse("").endsWith("/bin/java");
        }

        @Override
        public void close() {
            try {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                output = text(outputFile);
                errors = text(errorsFile);
                Files.delete(outputFile);
                Files.delete(errorsFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return (process.isAlive() ? "it runs" : "status " + process.exitValue()) + "\noutput:\n" + output()
                    + "\nerrors:\n" + errors();
        }
    }
}
