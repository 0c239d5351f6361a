package dev.pidone.agent.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import sun.misc.Signal;

/**
 * An application that does what its arguments say, one after the other. It knows nothing of the agent. Where a word
 * says that it waits, it does so until that has happened, however long it takes: a test gives up some day.
 */
public final class Steps {
    /** Also the lock under which a signal is printed and counted: what is forgotten was printed before. */
    private static final Semaphore SIGNALS = new Semaphore(0);
    private static long timeOfFork;

    private Steps() {
    }

    /** @param args WORD or WORD:DETAILS */
    public static void main(String[] args) throws Exception {
        for (String step : args) {
            String word = step.replaceFirst("(?s):.*", "");
            String details = step.substring(Math.min(step.length(), word.length() + 1));
            switch (word) {
                case "run" -> run(details);
                case "start" -> shell(details);
                case "wait-in-background" -> waitInBackground(details);
                case "fork" -> fork(details);
                case "await-process" -> await(() -> isThere(details));
                case "await-zombie" -> await(() -> zombies() > 0);
                case "await-no-zombies" -> await(() -> zombies() == 0);
                case "await-no-children" -> await(() -> states().isEmpty());
                case "await-signal" -> SIGNALS.acquire();
                case "await-rest" -> awaitRest(Long.parseLong(details));
                case "zombies" -> System.out.println("zombies " + zombies());
                case "parent" ->
                    System.out.println("parent is " + (isChild(details) ? "this process" : "another process"));
                case "fork-was-before" ->
                    System.out.println(System.nanoTime() - timeOfFork >= Long.parseLong(details) * 1_000_000
                            ? "long ago"
                            : "just now");
                case "pause" -> Thread.sleep(Long.parseLong(details));
                case "hook" -> hook(details, () -> System.out.println("hook " + details));
                case "hanging-hook" -> hook(details, Steps::sleep);
                case "hook-waits-for-lock-of" -> hook("close the pool", Waiting.forLockOf(details)::lock);
                case "hook-waits-for-end-of" -> hook("close the pool", Waiting.forEndOf(details));
                case "threads" -> Waiting.threads(Integer.parseInt(details));
                case "exhaust-descriptors" -> Exhaustion.descriptors(Long.parseLong(details));
                case "exhaust-memory" -> Exhaustion.memory(Long.parseLong(details));
                case "delete" -> Files.delete(Path.of(details));
                case "exit-on-uncaught" -> Thread.setDefaultUncaughtExceptionHandler(
                        (thread, e) -> Runtime.getRuntime().halt(Integer.parseInt(details)));
                case "security-manager" -> System.setSecurityManager(new SecurityManager());
                case "security-manager-of-thread" -> System.setSecurityManager(forThread(details));
                case "handle" -> Signal.handle(new Signal(details), Steps::signal);
                case "switches" -> System.out.println("switches " + switches());
                case "sleep" -> sleep();
                case "exit" -> System.exit(Integer.parseInt(details));
                default -> throw new IllegalArgumentException(step);
            }
        }
    }

    private static Process shell(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).inheritIO().start();
    }

    /** Returns when a thread waits for the process. */
    private static void waitInBackground(String script) throws Exception {
        Process process = shell(script);
        Thread thread = new Thread(() -> {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await(() -> thread.getState() == Thread.State.WAITING);
    }

    private static SecurityManager forThread(String name) {
        return new SecurityManager() {
            @Override
            public void checkPermission(Permission permission) {
                if (!Thread.currentThread().getName().equals(name)) {
                    throw new SecurityException(permission.toString());
                }
            }
        };
    }

    private static void hook(String name, Runnable work) {
        Runtime.getRuntime().addShutdownHook(new Thread(work, name));
    }

    private static void sleep() {
        System.out.println("sleeping");
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Forgets the signals that came before. */
    private static void run(String script) throws Exception {
        synchronized (SIGNALS) {
            SIGNALS.drainPermits();
        }
        System.out.println("status " + shell(script).waitFor());
    }

    private static void signal(Signal signal) {
        synchronized (SIGNALS) {
            System.out.println("application got " + signal.getName());
            SIGNALS.release();
        }
    }

    private static void fork(String script) throws Exception {
        timeOfFork = System.nanoTime();
        NativeCode.shell(script);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(10);
        }
    }

    /** The states of the children. */
    private static List<String> states() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        List<String> states = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes.forEach(process -> {
                String[] fields = fields(process);
                if (fields.length > 1 && fields[1].equals(self)) {
                    states.add(fields[0]);
                }
            });
        }
        return states;
    }

    private static long zombies() throws IOException {
        return states().stream().filter("Z"::equals).count();
    }

    /** Among the descendants. */
    private static boolean isThere(String name) {
        return ProcessHandle.current().descendants()
                .anyMatch(process -> process.info().command().orElse("").endsWith("/" + name));
    }

    /** A line of /proc/PID/status. */
    private static String status(Path process, String name) throws IOException {
        return Files.readString(process.resolve("status")).replaceFirst("(?s).*\n" + name + ":\\s*(\\w+).*", "$1");
    }

    /** What is behind the name in /proc/PID/stat: the state, the parent. */
    private static String[] fields(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return new String[0];
        }
    }

    /** @param file in which a process has written its ID */
    private static boolean isChild(String file) throws IOException {
        String[] fields = fields(Path.of("/proc", Files.readString(Path.of(file)).strip()));
        return fields[1].equals(Long.toString(ProcessHandle.current().pid()));
    }

    /** Until the agent's thread has not woken up for so many milliseconds. */
    private static void awaitRest(long milliseconds) throws Exception {
        long before;
        do {
            before = switches();
            Thread.sleep(milliseconds);
        } while (switches() != before);
    }

    /** How often the agent's thread has gone to sleep. */
    private static long switches() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                if (Files.readString(thread.resolve("comm")).startsWith("pidone reaper")) {
                    return Long.parseLong(status(thread, "voluntary_ctxt_switches"));
                }
            }
        }
        throw new IllegalStateException("there is no agent");
    }
}
