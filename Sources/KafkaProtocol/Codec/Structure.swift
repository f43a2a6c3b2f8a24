/// A struct of named values, in the order in which they were set.
///
/// The same type holds a message and each of its parts. A value that was never set reads as null.
public struct Structure: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// A value and its name.
    public struct Entry: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// The value.
        public var value: Value
    }

    /// The values that were set.
    public private(set) var entries: [Entry] = []

    /// A struct in which nothing is set.
    public init() {}

    /// A struct in which nothing is set, with room for so many values.
    init(minimumCapacity: Int) {
        entries.reserveCapacity(minimumCapacity)
    }

    /// A struct of these values.
    public init(dictionaryLiteral elements: (String, Value)...) {
        entries = elements.map { Entry(name: $0.0, value: $0.1) }
    }

    /// The value of that name; there are few, and most are asked for in their order.
    public subscript(name: String) -> Value {
        get { entries.first { $0.name == name }?.value ?? .null }
        set {
            if let index = entries.firstIndex(where: { $0.name == name }) {
                entries[index].value = newValue
            } else {
                entries.append(Entry(name: name, value: newValue))
            }
        }
    }

    /// Whether a value of that name was set.
    public func has(_ name: String) -> Bool {
        entries.contains { $0.name == name }
    }

    /// Adds a value whose name is new.
    public mutating func append(_ name: String, _ value: Value) {
        entries.append(Entry(name: name, value: value))
    }

    /// Changes every entry in its place.
    public mutating func forEachEntry(_ change: (_ name: String, _ value: inout Value) -> Void) {
        for index in entries.indices {
            change(entries[index].name, &entries[index].value)
        }
    }

    /// The value of that name and, when it is not at `hint`, where to find it.
    public func value(_ name: String, hint: Int) -> Value? {
        if hint < entries.count, entries[hint].name == name { return entries[hint].value }
        return entries.first { $0.name == name }?.value
    }

    /// The text of that name, the empty one when there is none.
    public func text(_ name: String) -> Text { self[name].text ?? "" }

    /// The number of that name in 32 bits.
    public func int32(_ name: String) -> Int32 { Int32(clamping: self[name].integer) }

    /// The number of that name in 16 bits.
    public func int16(_ name: String) -> Int16 { Int16(clamping: self[name].integer) }
}
