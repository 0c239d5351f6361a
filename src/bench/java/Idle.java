import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How often a contender wakes up while nothing happens, all of them at the same time. */
final class Idle {
    private static final Duration SETTLING = Duration.ofSeconds(3);
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private Idle() {
    }

    private record Watched(Contender contender, Running running) {
    }

    private record Activity(long switches, long ticks, long nanoseconds) {
        static Activity of(Running running) {
            return new Activity(running.voluntarySwitches(), running.cpuTicks(), running.cpuNanoseconds());
        }
    }

    static Table measure(List<Contender> contenders, int seconds, Path scratch) {
        Table table = new Table("idle", "Idle for " + seconds + " s", "", new Table.Column("wake_ups", "wake-ups", 0),
                new Table.Column("cpu_ticks", "CPU ticks (utime + stime)", 0),
                new Table.Column("cpu_ms", "CPU time by the scheduler, ms", 3));
        List<Watched> all = new ArrayList<>();
        try {
            contenders.stream().filter(Contender::stays)
                    .forEach(contender -> all.add(new Watched(contender, Running.start(contender, scratch))));
            Running.pause(SETTLING);
            List<Activity> before = all.stream().map(watched -> Activity.of(watched.running())).toList();
            Running.pause(Duration.ofSeconds(seconds));
            for (int index = 0; index < all.size(); index++) {
                Activity then = before.get(index);
                Activity now = Activity.of(all.get(index).running());
                table.add(all.get(index).contender().name(), now.switches() - then.switches(),
                        now.ticks() - then.ticks(),
                        (now.nanoseconds() - then.nanoseconds()) / NANOSECONDS_PER_MILLISECOND);
            }
        } finally {
            all.forEach(watched -> watched.running().close());
        }
        return table;
    }
}
