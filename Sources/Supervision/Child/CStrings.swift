import Glibc

/// A list of strings in the shape of `argv` and `environ`, freed at its end.
@safe struct CStrings: ~Copyable {
    private var pointers: [UnsafeMutablePointer<CChar>?]

    /// Copies strings, byte for byte; none of them may contain a zero byte.
    init(_ strings: [[UInt8]]) {
        unsafe pointers = []
        for string in strings {
            let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: string.count + 1)
            for (index, byte) in string.enumerated() { unsafe pointer[index] = CChar(bitPattern: byte) }
            unsafe pointer[string.count] = 0
            unsafe pointers.append(pointer)
        }
        unsafe pointers.append(nil)
    }

    deinit {
        for index in unsafe pointers.indices { unsafe pointers[index]?.deallocate() }
    }

    /// The strings of a list that ends with a null pointer, byte for byte.
    static func bytes(
        of list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var index = 0
        while let string = unsafe list[index] {
            unsafe strings.append(Array(UnsafeRawBufferPointer(start: string, count: strlen(string))))
            index += 1
        }
        return strings
    }

    /// Lends the list.
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
    ) -> Result {
        unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}
