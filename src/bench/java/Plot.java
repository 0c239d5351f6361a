import java.util.List;
import java.util.Locale;

/** A table as a picture: horizontal bars, in SVG. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int LEFT = 220;
    private static final int RIGHT = 110;
    private static final int TOP = 64;
    private static final int STEP = 28;
    private static final int BAR = 18;
    private static final String OWN = "#2a6fb0";
    private static final String OTHERS = "#8a949e";

    private Plot() {
    }

    /**
     * Each row a bar.
     *
     * @param key the column that is the bar's length
     * @param mark the column that is a mark of its own: within the bar or beyond its end
     */
    static String of(Table table, String title, String unit, String key, String mark, String legend) {
        List<String> names = table.names();
        double largest = names.stream().mapToDouble(name -> Math.max(table.value(name, key), table.value(name, mark)))
                .max().orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / largest;
        int height = TOP + names.size() * STEP + 16;
        StringBuilder svg = new StringBuilder(format("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
                font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                <text x="16" y="26" font-size="16" font-weight="bold">%s</text>
                <text x="16" y="46" fill="#555555">%s</text>
                """, WIDTH, height, WIDTH, height, title, legend));
        int y = TOP;
        for (String name : names) {
            double length = table.value(name, key) * scale;
            double at = LEFT + table.value(name, mark) * scale;
            int middle = y + BAR / 2;
            svg.append(format("""
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                    <line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#111111" stroke-width="2"/>
                    <text x="%.1f" y="%d">%.1f %s</text>
                    """, LEFT - 8, middle + 4, name, LEFT, y, Math.max(length, 1), BAR,
                    name.contains("pidone") ? OWN : OTHERS, at, y - 2, at, y + BAR + 2, Math.max(LEFT + length, at) + 8,
                    middle + 4, table.value(name, key), unit));
            y += STEP;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
