import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Lines over logarithmic axes, as SVG. */
final class Curve {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final String[] COLOURS = {"#0b6bcb", "#8a8f98", "#c2410c", "#15803d"};

    private final StringBuilder marks = new StringBuilder();
    private final double fromX;
    private final double toX;
    private final double fromY;
    private final double toY;
    private int lines;

    /** A point; both numbers are above 0. */
    record Point(double x, double y) {
    }

    /** Axes from one power of ten to another. */
    Curve(double fromX, double toX, double fromY, double toY) {
        this.fromX = Math.log10(fromX);
        this.toX = Math.log10(toX);
        this.fromY = Math.log10(fromY);
        this.toY = Math.log10(toY);
    }

    private double x(double value) {
        return LEFT + (Math.log10(value) - fromX) / (toX - fromX) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (Math.log10(value) - fromY) / (toY - fromY) * (HEIGHT - TOP - BOTTOM);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Adds a line, with its name at its end. */
    void add(String name, List<Point> points) {
        if (points.isEmpty()) {
            return;
        }
        String colour = COLOURS[lines++ % COLOURS.length];
        StringBuilder path = new StringBuilder();
        points.forEach(point -> {
            path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : " L", x(point.x()), y(point.y())));
            marks.append(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x(point.x()), y(point.y()),
                    colour));
        });
        Point last = points.getLast();
        marks.append(format("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", path, colour));
        marks.append(format("<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>\n", x(last.x()) + 8,
                y(last.y()) + 4, colour, name));
    }

    private String grid() {
        StringBuilder grid = new StringBuilder();
        for (long power = Math.round(fromX); power <= Math.round(toX); power++) {
            double at = x(Math.pow(10, power));
            grid.append(format("<path d=\"M%.1f %d V%d\" stroke=\"#d4d7dc\"/>\n", at, TOP, HEIGHT - BOTTOM));
            grid.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", at,
                    HEIGHT - BOTTOM + 18, format("%,d", Math.round(Math.pow(10, power)))));
        }
        for (long power = Math.round(fromY); power <= Math.round(toY); power++) {
            double at = y(Math.pow(10, power));
            grid.append(format("<path d=\"M%d %.1f H%d\" stroke=\"#d4d7dc\"/>\n", LEFT, at, WIDTH - RIGHT));
            grid.append(format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8, at + 4,
                    power < 0 ? format("%." + -power + "f", Math.pow(10, power)) : format("%,.0f", Math.pow(10, power))));
        }
        return grid.toString();
    }

    /** @param horizontal what stands below the horizontal axis */
    void write(Path file, String title, String horizontal) throws IOException {
        String head = format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
                + "font-family=\"sans-serif\" font-size=\"13\">\n<title>%s</title>\n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n<text x=\"%d\" y=\"24\" "
                + "font-size=\"15\" font-weight=\"bold\">%s</text>\n", WIDTH, HEIGHT, title, LEFT, title);
        String foot = format("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n</svg>\n",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, horizontal);
        Files.writeString(file, head + grid() + marks + foot);
    }
}
