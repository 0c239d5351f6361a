package dev.pidone.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an ELF file of 64 bits says about itself (elf(5)). */
record ElfFile(int type, List<Segment> segments, List<Section> sections) {
    static final int ET_DYN = 3;
    static final int PT_LOAD = 1;
    static final int PT_DYNAMIC = 2;
    static final int PT_INTERP = 3;
    static final int PT_GNU_STACK = 0x6474e551;
    static final int PT_GNU_PROPERTY = 0x6474e553;

    private static final int EI_DATA = 5;
    private static final int E_TYPE = 16;
    private static final int E_PHOFF = 32;
    private static final int E_SHOFF = 40;
    private static final int E_PHENTSIZE = 54;

    /**
     * @param flags such as {@code r-x}
     * @param bytesInFile what is mapped; the rest is zero
     */
    record Segment(int type, String flags, long offset, long address, long bytesInFile, long bytes) {
        private static Segment at(ByteBuffer file, int at) {
            return new Segment(file.getInt(at), flags(file.getInt(at + 4)), file.getLong(at + 8), file.getLong(at + 16),
                    file.getLong(at + 32), file.getLong(at + 40));
        }

        private static String flags(int flags) {
            return ((flags & 4) == 0 ? "-" : "r") + ((flags & 2) == 0 ? "-" : "w") + ((flags & 1) == 0 ? "-" : "x");
        }
    }

    /** @param isWritten what the section's flag says, which the kernel does not look at */
    record Section(String name, boolean isWritten, long address, long bytes) {
        boolean isIn(Segment segment) {
            return address >= segment.address() && address + bytes <= segment.address() + segment.bytes();
        }
    }

    static ElfFile read(Path path) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        file.order(file.get(EI_DATA) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int segmentBytes = file.getShort(E_PHENTSIZE);
        int segmentCount = file.getShort(E_PHENTSIZE + 2);
        List<Segment> segments = new ArrayList<>();
        for (int index = 0; index < segmentCount; index++) {
            segments.add(Segment.at(file, (int) file.getLong(E_PHOFF) + index * segmentBytes));
        }
        return new ElfFile(file.getShort(E_TYPE), segments, sections(file));
    }

    private static List<Section> sections(ByteBuffer file) {
        int first = (int) file.getLong(E_SHOFF);
        int bytes = file.getShort(E_PHENTSIZE + 4);
        int count = file.getShort(E_PHENTSIZE + 6);
        int names = (int) file.getLong(first + file.getShort(E_PHENTSIZE + 8) * bytes + 24);
        List<Section> sections = new ArrayList<>();
        for (int at = first; at < first + count * bytes; at += bytes) {
            long flags = file.getLong(at + 8);
            if ((flags & 2) != 0) {
                sections.add(new Section(string(file, names + file.getInt(at)), (flags & 1) != 0, file.getLong(at + 16),
                        file.getLong(at + 32)));
            }
        }
        return sections;
    }

    private static String string(ByteBuffer file, int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), at, end - at, StandardCharsets.US_ASCII);
    }

    List<Segment> segments(int ofType) {
        return segments.stream().filter(segment -> segment.type() == ofType).toList();
    }
}
