import CZstd
import Synchronization

/// What the library needs to decompress: one frame at a time, one after another.
///
/// To make one takes longer than to decompress a small frame, above all on a virtual machine, where the library's question what
/// the processor can leaves that machine. So some are kept when they are not in use.
@safe
final class DecompressionContext: Sendable {
    /// So many are kept: as many frames as are usually decompressed at the same time, about 100 KB each.
    private static let keptAtMost = 8
    private static let kept = Mutex<[DecompressionContext]>([])

    /// The library's context.
    ///
    /// `nonisolated(unsafe)`: only who has taken this from those that are kept, or has made it, uses it.
    private nonisolated(unsafe) let context: OpaquePointer

    private init() throws(CompressionError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw CompressionError(.library, "zstd: no memory for a decompressor")
        }
        unsafe self.context = unsafe context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// Decompresses a frame into memory that is at hand.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - output: Where its content goes; no more is written than fits.
    /// - Returns: What the library returns: the length of the content, or the number of an error.
    /// - Throws: ``CompressionError/Code/library`` when there is no memory.
    static func decompress(
        _ frame: UnsafeRawBufferPointer,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CompressionError) -> Int {
        let own = if let idle = kept.withLock({ $0.popLast() }) { idle } else { try DecompressionContext() }
        let result = unsafe ZSTD_decompressDCtx(
            own.context,
            output.baseAddress,
            output.count,
            frame.baseAddress,
            frame.count
        )
        kept.withLock { if $0.count < keptAtMost { $0.append(own) } }
        return result
    }
}
