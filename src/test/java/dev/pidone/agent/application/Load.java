package dev.pidone.agent.application;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * An application that starts processes in each way that Java has, from many threads at once, some of which leave
 * orphans, and checks each status. It knows nothing of the agent.
 *
 * <p>
 * Arguments: {@code starts=N}, {@code threads=N}; {@code seconds=N}: not longer than that; {@code virtual}: virtual
 * threads; {@code garbage}: threads that do nothing but allocate; {@code faults=NAME,NAME}: again and again something
 * of {@link Exhaustion} is used up for a time. It prints a line now and then, one at the end, and ends with 1 where a
 * status was lost or wrong.
 */
public final class Load {
    private static final int KILLED = 128 + 9;
    private static final int WAYS = 8;
    private static final int BETWEEN_LINES = 1000;
    private static final int SHORTEST_FAULT = 200;
    private static final int LONGEST_FAULT = 2000;

    private final AtomicInteger toStart = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong orphans = new AtomicLong();
    private long end = System.nanoTime() + TimeUnit.DAYS.toNanos(1);
    private boolean virtual;
    private volatile boolean over;
    /**
     * While something is used up nothing is started: the JDK itself might lose a status, close what is not its, or not
     * kill what it should.
     */
    private final ReadWriteLock scarcity = new ReentrantReadWriteLock();
    private String[] faults = {};
    private final Zombies zombies = new Zombies();
    private volatile int faultsSoFar;
    private long slowestRecovery;

    private Load() {
    }

    /** @param args see above */
    public static void main(String[] args) throws Exception {
        Load load = new Load();
        int threads = 8;
        boolean garbage = false;
        for (String arg : args) {
            String value = arg.substring(arg.indexOf('=') + 1);
            switch (arg.substring(0, arg.length() - value.length())) {
                case "starts=" -> load.toStart.set(Integer.parseInt(value));
                case "seconds=" -> load.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(value));
                case "threads=" -> threads = Integer.parseInt(value);
                case "faults=" -> load.faults = value.split(",");
                default -> {
                    load.virtual |= arg.equals("virtual");
                    garbage |= arg.equals("garbage");
                }
            }
        }
        System.exit(load.run(threads, garbage) ? 0 : 1);
    }

    private boolean run(int threads, boolean garbage) throws Exception {
        thread(zombies, false).start();
        Thread breaking = thread(this::breakThings, false);
        breaking.start();
        if (garbage) {
            for (int i = 0; i < 2; i++) {
                thread(this::litter, false).start();
            }
        }
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = thread(this::work, virtual);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        over = true;
        breaking.join();
        zombies.awaitNone();
        System.out.println("starts " + started + " orphans " + orphans + " wrong " + wrong + " zombies left "
                + zombies.count() + " oldest zombie " + zombies.oldest() + " ms"
                + (faults.length == 0
                        ? ""
                        : " faults " + faultsSoFar + " slowest recovery " + slowestRecovery + " ms"));
        return wrong.get() == 0 && zombies.count() == 0;
    }

    /** There is at least one fault of each kind. */
    private boolean goesOn() {
        return (toStart.getAndDecrement() > 0 || faultsSoFar < faults.length) && !isTimeUp();
    }

    private boolean isTimeUp() {
        return System.nanoTime() - end >= 0;
    }

    /** Java 17 has no virtual threads. */
    private static Thread thread(Runnable work, boolean isVirtual) throws ReflectiveOperationException {
        Thread thread;
        if (isVirtual) {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
            thread = (Thread) unstarted.invoke(builder, work);
        } else {
            thread = new Thread(work);
            thread.setDaemon(true);
        }
        return thread;
    }

    private void litter() {
        byte[][] kept = new byte[256][];
        for (int i = 0; !over; i++) {
            kept[i % kept.length] = new byte[64 * 1024];
        }
    }

    /** What was a zombie at the end of a fault has to be gone before the next one. */
    private void breakThings() {
        while (faults.length > 0 && !over) {
            try {
                start("(sleep 0.3; exit 5) & ".repeat(WAYS) + "exit 0").waitFor();
                int milliseconds = ThreadLocalRandom.current().nextInt(SHORTEST_FAULT, LONGEST_FAULT);
                String fault = faults[faultsSoFar % faults.length];
                useUp(fault, milliseconds);
                slowestRecovery = Math.max(slowestRecovery, zombies.awaitThoseThereAreNow());
                faultsSoFar++;
            } catch (Exception e) {
                wrong.incrementAndGet();
                System.out.println("unexpected: " + e);
            }
        }
    }

    private void useUp(String what, int milliseconds) throws Exception {
        scarcity.writeLock().lock();
        try {
            switch (what) {
                case "descriptors" -> Exhaustion.descriptors(milliseconds);
                case "memory" -> Exhaustion.memory(milliseconds);
                case "proc" -> Exhaustion.proc(milliseconds);
                default -> throw new IllegalArgumentException(what);
            }
        } finally {
            scarcity.writeLock().unlock();
        }
    }

    private void work() {
        Random random = ThreadLocalRandom.current();
        while (goesOn()) {
            int status = random.nextInt(200) + 1;
            scarcity.readLock().lock();
            try {
                switch (random.nextInt(WAYS)) {
                    case 0 -> check(status, start("exit " + status).waitFor());
                    case 1 -> orphans(status);
                    case 2 -> check(status, start("exit " + status).onExit().get().exitValue());
                    case 3 -> check(KILLED, start("exec sleep 1000").destroyForcibly().waitFor());
                    case 4 -> echo(status);
                    case 5 -> inherited(status);
                    case 6 -> check(status, startInThreadOfItsOwn("exit " + status).waitFor());
                    default -> missing();
                }
            } catch (Exception e) {
                wrong.incrementAndGet();
                System.out.println("unexpected: " + e);
            } finally {
                scarcity.readLock().unlock();
            }
        }
    }

    private void check(int expected, int actual) {
        long checked = started.incrementAndGet();
        if (checked % BETWEEN_LINES == 0) {
            System.out.println("starts " + checked);
        }
        if (expected != actual) {
            wrong.incrementAndGet();
            System.out.println("expected " + expected + ", got " + actual);
        }
    }

    /** As many for this way of starting as there are ways: one orphan for each start. */
    private void orphans(int status) throws Exception {
        check(status, start("(" + "exit 5 & ".repeat(WAYS) + "exit 6); exit " + status).waitFor());
        orphans.addAndGet(WAYS);
    }

    private static Process start(String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).start();
    }

    private Process startInThreadOfItsOwn(String script) throws Exception {
        FutureTask<Process> task = new FutureTask<>((Callable<Process>) () -> start(script));
        thread(task, virtual).start();
        return task.get();
    }

    private void echo(int status) throws Exception {
        Process process = start("read line; echo \"$line\"; echo error >&2; exit " + status);
        process.getOutputStream().write("text\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String text = read(process.getInputStream()) + read(process.getErrorStream());
        boolean ended = process.waitFor(1, TimeUnit.HOURS);
        check(status, ended && text.equals("text\nerror\n") ? process.exitValue() : -1);
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void inherited(int status) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit " + status).inheritIO().start();
        while (process.isAlive()) {
            Thread.sleep(1);
        }
        check(status, process.exitValue());
    }

    private void missing() {
        try {
            new ProcessBuilder("/no/such/program").start();
            wrong.incrementAndGet();
        } catch (IOException e) {
            // As it should be.
        }
    }

    /** Watches the zombies of this process. */
    private static final class Zombies implements Runnable {
        private static final int LOOKS_AT_THE_END = 1000;
        private static final int TOO_MANY = 5000;
        private final long self = ProcessHandle.current().pid();
        private final Map<String, Long> seen = new HashMap<>();
        private volatile long oldest;
        private volatile int count;

        @Override
        public void run() {
            for (;;) {
                try {
                    look();
                    Thread.sleep(50);
                } catch (OutOfMemoryError e) {
                    // Used up on purpose.
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private synchronized void look() {
            Map<String, Long> now = new HashMap<>();
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                processes.map(path -> path.getFileName().toString()).filter(name -> Character.isDigit(name.charAt(0)))
                        .forEach(name -> {
                            String zombie = zombie(name);
                            if (zombie != null) {
                                now.put(zombie, seen.getOrDefault(zombie, System.nanoTime()));
                            }
                        });
            } catch (IOException | java.io.UncheckedIOException e) {
                return;
            }
            seen.clear();
            seen.putAll(now);
            count = now.size();
            if (count > TOO_MANY) {
                // Before the machine has no process left.
                System.out.println("there are " + count + " zombies");
                Runtime.getRuntime().halt(1);
            }
            for (long since : now.values()) {
                oldest = Math.max(oldest, (System.nanoTime() - since) / 1_000_000);
            }
        }

        /** Name and start time, where it is one of ours. */
        private String zombie(String name) {
            try {
                String stat = Files.readString(Path.of("/proc", name, "stat"), StandardCharsets.ISO_8859_1);
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return fields[0].equals("Z") && Long.parseLong(fields[1]) == self ? name + " " + fields[19] : null;
            } catch (IOException | RuntimeException e) {
                return null;
            }
        }

        /** Returns how many milliseconds it took. */
        private long awaitThoseThereAreNow() throws InterruptedException {
            long begin = System.nanoTime();
            look();
            Set<String> there = new HashSet<>(current());
            while (!there.isEmpty()) {
                Thread.sleep(20);
                look();
                there.retainAll(current());
            }
            return (System.nanoTime() - begin) / 1_000_000;
        }

        private synchronized Set<String> current() {
            return Set.copyOf(seen.keySet());
        }

        private void awaitNone() throws InterruptedException {
            int looks = 0;
            do {
                Thread.sleep(20);
                look();
            } while (count > 0 && ++looks < LOOKS_AT_THE_END);
        }

        private int count() {
            return count;
        }

        private long oldest() {
            return oldest;
        }
    }
}
