package dev.pidone.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The calls of pidone, and the variables for it, that stand in Dockerfiles, differences of such, and manifests. */
final class Calls {
    private static final Pattern ENTRYPOINT = Pattern.compile("(?m)^\\+?ENTRYPOINT \\[\"(/?pidone\".*)\"]$");
    private static final Pattern ENV = Pattern.compile("(?m)^\\+?ENV ((?:PIDONE_\\S+ ?)+)$");
    private static final Pattern NAME_AND_VALUE = Pattern.compile("name: (PIDONE_\\S+)\\s+value: (\\S+)");
    private static final Pattern ENTRY = Pattern.compile("(?m)^ +(PIDONE_\\S+): (\\S+)");

    private Calls() {
    }

    /** The command lines; a command follows where there is none. */
    static List<List<String>> commandLines(Block block) {
        return ENTRYPOINT.matcher(block.text()).results().map(entrypoint -> {
            List<String> words = new ArrayList<>(Arrays.asList(entrypoint.group(1).split("\", ?\"|\"$")));
            if (words.stream().noneMatch(List.of("--pid1mode=pause", "--pause", "-P")::contains)) {
                words.add("true");
            }
            return words;
        }).toList();
    }

    /** The variables, as {@code NAME=VALUE}. */
    static List<String> variables(Block block) {
        Stream<String> ofDockerfiles = ENV.matcher(block.text()).results()
                .flatMap(env -> Stream.of(env.group(1).split(" ")));
        Stream<MatchResult> ofManifests = Stream.concat(NAME_AND_VALUE.matcher(block.text()).results(),
                ENTRY.matcher(block.text()).results());
        return Stream.concat(ofDockerfiles, ofManifests.map(entry -> entry.group(1) + "=" + entry.group(2))).toList();
    }
}
