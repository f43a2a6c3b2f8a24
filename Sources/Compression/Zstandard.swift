import CZstd

/// Compression of whole byte arrays with Zstandard, one frame each.
public enum Zstandard {
    /// The level at which snapshot files are written: the library's own default, fast and close to the best here.
    public static let defaultLevel: Int32 = 3

    /// The version of the library, such as `1.5.4`.
    public static var libraryVersion: String { unsafe String(cString: ZSTD_versionString()) }

    /// The first bytes of a frame (RFC 8878, 3.1.1); a skippable frame has others and is not accepted.
    private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    /// Returns one frame that declares its content size and carries a checksum, made by one thread.
    ///
    /// - Throws: ``CompressionError/Code/library`` when the library fails.
    public static func compress(_ content: [UInt8], level: Int32 = defaultLevel) throws(CompressionError) -> [UInt8] {
        guard let context = unsafe ZSTD_createCCtx() else {
            throw CompressionError(.library, "zstd: no memory for a compressor")
        }
        defer { unsafe ZSTD_freeCCtx(context) }
        for (parameter, value) in [
            (ZSTD_c_compressionLevel, level), (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1),
        ] {
            try check(unsafe ZSTD_CCtx_setParameter(context, parameter, value))
        }
        let bound = ZSTD_compressBound(content.count)
        var result = 0
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            result = unsafe content.withUnsafeBytes { input in
                unsafe ZSTD_compress2(context, output.baseAddress, bound, input.baseAddress, input.count)
            }
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        try check(result)
        return frame
    }

    /// Returns the content of a frame; see ``decompress(_:limit:)-(ArraySlice<UInt8>,_)``.
    ///
    /// - Throws: ``CompressionError``.
    public static func decompress(_ frame: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
        try decompress(frame[...], limit: limit)
    }

    /// Returns the content of exactly one frame that declares its content size, carries a checksum and needs no dictionary.
    ///
    /// The declared size is compared with `limit` before memory is taken, and the content has just that size.
    ///
    /// - Throws: ``CompressionError`` when the frame is damaged, is without a checksum, declares no size or more than
    ///   `limit` bytes, or is followed by anything.
    public static func decompress(_ frame: ArraySlice<UInt8>, limit: Int) throws(CompressionError) -> [UInt8] {
        guard frame.starts(with: magic) else {
            throw CompressionError(.damaged, "zstd: not a Zstandard frame")
        }
        let (declared, length) = unsafe frame.withUnsafeBytes { input in
            unsafe (
                ZSTD_getFrameContentSize(input.baseAddress, input.count),
                ZSTD_findFrameCompressedSize(input.baseAddress, input.count)
            )
        }
        if declared == unknownContentSize {
            throw CompressionError(.unknownSize, "zstd: the frame does not declare its size")
        }
        guard declared != invalidContentSize else {
            throw CompressionError(.damaged, "zstd: the frame's header is damaged")
        }
        guard let size = Int(exactly: declared), size <= limit else {
            throw CompressionError(.tooLarge, "zstd: the frame declares \(declared) bytes, \(limit) are allowed")
        }
        // The byte behind the mark tells the shape of the header (RFC 8878, 3.1.1.1.1).
        let descriptor = frame.dropFirst(magic.count).first ?? 0
        guard descriptor & checksumFlag != 0 else {
            throw CompressionError(.unprotected, "zstd: the frame carries no checksum")
        }
        guard descriptor & dictionaryFlags == 0 else {
            throw CompressionError(.unprotected, "zstd: the frame needs a dictionary")
        }
        try check(length)
        guard length == frame.count else {
            throw CompressionError(.trailingBytes, "zstd: \(frame.count - length) bytes follow the frame")
        }
        var result = Result<Int, CompressionError>.success(0)
        let content = unsafe [UInt8](unsafeUninitializedCapacity: size) { output, count in
            let room = unsafe UnsafeMutableBufferPointer(rebasing: output[..<size])
            unsafe frame.withUnsafeBytes { input in
                result = Result { () throws(CompressionError) in
                    try unsafe DecompressionContext.decompress(input, into: room)
                }
            }
            count = (try? result.get()).flatMap { ZSTD_isError($0) == 0 ? $0 : nil } ?? 0
        }
        try check(try result.get())
        guard content.count == size else {
            throw CompressionError(.damaged, "zstd: \(content.count) bytes instead of the \(size) declared")
        }
        return content
    }

    /// The bit of a frame with a checksum (RFC 8878, 3.1.1.1.1.5).
    private static let checksumFlag: UInt8 = 1 << 2
    /// The bits of a frame that names a dictionary (RFC 8878, 3.1.1.1.1.6).
    private static let dictionaryFlags: UInt8 = 3

    /// `ZSTD_CONTENTSIZE_UNKNOWN`, a macro that Swift cannot see.
    private static let unknownContentSize = UInt64.max
    /// `ZSTD_CONTENTSIZE_ERROR`, likewise.
    private static let invalidContentSize = UInt64.max - 1

    /// Throws what a result of the library says, if it is an error.
    private static func check(_ result: Int) throws(CompressionError) {
        guard ZSTD_isError(result) != 0 else { return }
        let name = unsafe String(cString: ZSTD_getErrorName(result))
        let isOurs = ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation
        throw CompressionError(isOurs ? .library : .damaged, "zstd: \(name)")
    }
}
