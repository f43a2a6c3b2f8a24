import CZlib

/// Checksums against accidental change; they do not protect against intent.
public enum Checksum {
    /// Returns the CRC-32 of zlib, gzip and PNG (polynomial 0xEDB88320).
    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        crc32(bytes.span)
    }

    /// Returns the CRC-32 of a part of an array.
    public static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        crc32(bytes.span)
    }

    /// Returns the CRC-32 of bytes wherever they are.
    public static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
        // zlib answers a null address with its initial value 0, which is the CRC-32 of no bytes as well.
        unsafe bytes.withUnsafeBytes { input in
            UInt32(truncatingIfNeeded: unsafe crc32_z(0, input.baseAddress, input.count))
        }
    }
}
