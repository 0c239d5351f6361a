package dev.pidone.foreign;

import org.teavm.interop.Address;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * Native memory: {@code java.lang.foreign.MemorySegment} for the file, the part that pidone uses. Reading and writing
 * allocates nothing and is a load or a store after one comparison; alignment does not matter on the processors that
 * pidone runs on.
 */
@StaticInit
public final class MemorySegment {
    public static final MemorySegment NULL = new MemorySegment(0, 0);

    private final long address;
    private final long size;

    private MemorySegment(long address, long size) {
        this.address = address;
        this.size = size;
    }

    public static MemorySegment ofAddress(long address) {
        return new MemorySegment(address, 0);
    }

    public MemorySegment reinterpret(long newSize) {
        return new MemorySegment(address, newSize);
    }

    public long address() {
        return address;
    }

    public long byteSize() {
        return size;
    }

    public byte get(ValueLayout.OfByte layout, long offset) {
        return Address.fromLong(at(offset, Byte.BYTES)).getByte();
    }

    public short get(ValueLayout.OfShort layout, long offset) {
        return Address.fromLong(at(offset, Short.BYTES)).getShort();
    }

    public int get(ValueLayout.OfInt layout, long offset) {
        return Address.fromLong(at(offset, Integer.BYTES)).getInt();
    }

    public long get(ValueLayout.OfLong layout, long offset) {
        return Address.fromLong(at(offset, Long.BYTES)).getLong();
    }

    public void set(ValueLayout.OfByte layout, long offset, byte value) {
        Address.fromLong(at(offset, Byte.BYTES)).putByte(value);
    }

    public void set(ValueLayout.OfShort layout, long offset, short value) {
        Address.fromLong(at(offset, Short.BYTES)).putShort(value);
    }

    public void set(ValueLayout.OfInt layout, long offset, int value) {
        Address.fromLong(at(offset, Integer.BYTES)).putInt(value);
    }

    public void set(ValueLayout.OfLong layout, long offset, long value) {
        Address.fromLong(at(offset, Long.BYTES)).putLong(value);
    }

    public int getAtIndex(ValueLayout.OfInt layout, long index) {
        return get(layout, index * Integer.BYTES);
    }

    public long getAtIndex(ValueLayout.OfLong layout, long index) {
        return get(layout, index * Long.BYTES);
    }

    public void setAtIndex(ValueLayout.OfInt layout, long index, int value) {
        set(layout, index * Integer.BYTES, value);
    }

    public void setAtIndex(ValueLayout.OfLong layout, long index, long value) {
        set(layout, index * Long.BYTES, value);
    }

    /** The address of some bytes of this segment, which must lie in it. */
    private long at(long offset, long bytes) {
        // Negative where the bytes begin in front of the segment, or where they end behind it.
        if ((offset | size - bytes - offset) < 0) {
            throw outside();
        }
        return address + offset;
    }

    /** Unmanaged, so that it is not copied to each place where memory is read or written. */
    @Unmanaged
    private static IndexOutOfBoundsException outside() {
        return new IndexOutOfBoundsException("outside of the memory segment");
    }
}
