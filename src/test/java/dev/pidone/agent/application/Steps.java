package dev.pidone.agent.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sun.misc.Signal;

/** An application that does what its arguments say, one after the other. It knows nothing of the agent. */
public final class Steps {
    private Steps() {
    }

    /** @param args WORD or WORD:DETAILS */
    public static void main(String[] args) throws Exception {
        for (String step : args) {
            String word = step.replaceFirst("(?s):.*", "");
            String details = step.substring(Math.min(step.length(), word.length() + 1));
            switch (word) {
                case "run" -> System.out.println("status " + shell(details).waitFor());
                case "start" -> shell(details);
                case "fork" -> NativeCode.shell(details);
                case "no-zombies" -> awaitNoZombies();
                case "zombies" -> System.out.println("zombies " + zombies().size());
                case "parent" ->
                    System.out.println("parent is " + (isChild(details) ? "this process" : "another process"));
                case "pause" -> Thread.sleep(Long.parseLong(details));
                case "hook" -> hook(details, () -> System.out.println("hook " + details));
                case "hanging-hook" -> hook(details, Steps::sleep);
                case "handle" -> Signal.handle(new Signal(details),
                        signal -> System.out.println("application got " + signal.getName()));
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

    private static void awaitNoZombies() throws Exception {
        while (!zombies().isEmpty()) {
            Thread.sleep(10);
        }
        System.out.println("no zombies");
    }

    private static List<String> zombies() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        List<String> zombies = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes.forEach(process -> {
                String[] fields = fields(process);
                if (fields.length > 1 && fields[0].equals("Z") && fields[1].equals(self)) {
                    zombies.add(process.toString());
                }
            });
        }
        return zombies;
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

    /** How often the agent's thread has gone to sleep. */
    private static long switches() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                if (Files.readString(thread.resolve("comm")).startsWith("pidone reaper")) {
                    String status = Files.readString(thread.resolve("status"));
                    return Long.parseLong(status.replaceFirst("(?s).*\nvoluntary_ctxt_switches:\\s*(\\d+).*", "$1"));
                }
            }
        }
        return -1;
    }
}
