package dev.pidone.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads a page as an XML parser does. */
public final class Pages {
    private Pages() {
    }

    public static Document parse(String page) throws IOException {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(page)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new AssertionError(page, e);
        }
    }

    /** The texts of the cells of a table's rows, its header's first. */
    public static List<List<String>> rows(Document page, String table) {
        List<List<String>> rows = new ArrayList<>();
        for (Element found : elements(page.getDocumentElement(), "table")) {
            if (found.getAttribute("class").equals(table)) {
                for (Element row : elements(found, "tr")) {
                    rows.add(elements(row, "*").stream()
                            .filter(cell -> cell.getTagName().equals("td") || cell.getTagName().equals("th"))
                            .map(Element::getTextContent).toList());
                }
            }
        }
        return rows;
    }

    /** The texts of the elements of a name. */
    public static List<String> texts(Document page, String name) {
        return elements(page.getDocumentElement(), name).stream().map(Element::getTextContent).toList();
    }

    static List<Element> elements(Element within, String name) {
        NodeList nodes = within.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            elements.add((Element) nodes.item(index));
        }
        return elements;
    }
}
