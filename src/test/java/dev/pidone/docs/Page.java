package dev.pidone.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: its blocks, where its links lead, and which places of it a link can name. */
public final class Page {
    private static final Pattern FENCE = Pattern.compile("( *)```(\\S*)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final Set<String> anchors = new LinkedHashSet<>();

    private Page(Path file) {
        this.file = file;
    }

    /** All pages of the project. */
    static List<Page> all() {
        return Stream.of(".", "docs", ".github", ".github/ISSUE_TEMPLATE").map(Path::of).flatMap(Page::in).map(Page::of)
                .toList();
    }

    private static Stream<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::normalize).filter(file -> file.toString().endsWith(".md")).sorted().toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Page of(Path file) {
        Page page = new Page(file);
        try {
            page.read(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page;
    }

    private void read(List<String> lines) {
        for (int line = 0; line < lines.size(); line++) {
            Matcher fence = FENCE.matcher(lines.get(line));
            if (fence.matches()) {
                Block block = block(lines, line, fence);
                blocks.add(block);
                line += (int) block.text().lines().count() + 1;
            } else {
                readText(lines.get(line));
            }
        }
    }

    private Block block(List<String> lines, int begin, Matcher fence) {
        String indentation = fence.group(1);
        StringBuilder text = new StringBuilder();
        for (int line = begin + 1; !lines.get(line).equals(indentation + "```"); line++) {
            text.append(lines.get(line).replaceFirst("^" + indentation, "")).append('\n');
        }
        Mark mark = Mark.of(begin == 0 ? "" : lines.get(begin - 1).strip());
        return new Block(file, begin + 1, fence.group(2), mark, text.toString());
    }

    private void readText(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            addAnchor(heading.group(1));
        }
        LINK.matcher(CODE.matcher(line).replaceAll("")).results().forEach(link -> links.add(link.group(1)));
    }

    /** As the site does it that shows the project: letters, digits and hyphens; a number where there is one already. */
    private void addAnchor(String heading) {
        String name = heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
        String anchor = name;
        for (int number = 1; !anchors.add(anchor); number++) {
            anchor = name + "-" + number;
        }
    }

    Path file() {
        return file;
    }

    public List<Block> blocks() {
        return blocks;
    }

    List<String> links() {
        return links;
    }

    Set<String> anchors() {
        return anchors;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
