package org.teavm.runtime;

import org.teavm.interop.Address;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Structure;
import org.teavm.interop.Unmanaged;

/**
 * In place of TeaVM's allocator, which fills what it hands out with zeros: here memory is never used twice and zero
 * from the start, and a buffer's pages that nobody has touched yet cost nothing.
 */
@StaticInit
@Unmanaged
public final class Allocator {
    private Allocator() {
    }

    public static Address allocate(RuntimeClass tag) {
        RuntimeObject object = GC.alloc(tag.size);
        object.classReference = tag.pack();
        return object.toAddress();
    }

    public static Address allocateArray(RuntimeClass tag, int size) {
        int itemSize = RuntimeClass.isPrimitive(tag.itemType) ? tag.itemType.size : Address.sizeOf();
        int headerBytes = Address.align(Address.fromInt(Structure.sizeOf(RuntimeArray.class)), itemSize).toInt();
        RuntimeArray array = GC.alloc(headerBytes + itemSize * size).toAddress().toStructure();
        array.classReference = tag.pack();
        array.size = size;
        return array.toAddress();
    }

    public static RuntimeArray allocateMultiArray(RuntimeClass tag, Address dimensions, int dimensionCount) {
        int size = dimensions.getInt();
        RuntimeArray array = allocateArray(tag, size).toStructure();
        if (dimensionCount > 1) {
            Address items = Address.align(Structure.add(RuntimeArray.class, array, 1).toAddress(), Address.sizeOf());
            for (int index = 0; index < size; index++) {
                RuntimeArray inner = allocateMultiArray(tag.itemType, dimensions.add(Integer.BYTES),
                        dimensionCount - 1);
                items.add(index * Address.sizeOf()).putAddress(inner.toAddress());
            }
        }
        return array;
    }
}
