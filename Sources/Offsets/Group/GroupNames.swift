/// The names of groups, sorted, each once; a name is made when it is asked for.
///
/// A snapshot of thousands of groups is read for one of them more often than for all. So the names stay the bytes that were
/// read, and are compared as these.
public struct GroupNames: RandomAccessCollection, Hashable, Sendable {
    private let bytes: [UInt8]
    private let places: [Range<Int>]

    /// Names that lie somewhere among bytes; `nil` when they are not in order, or one is there twice.
    ///
    /// - Parameters:
    ///   - bytes: The bytes.
    ///   - places: Where each name is, within the bytes and UTF-8.
    public init?(_ bytes: [UInt8], at places: [Range<Int>]) {
        guard let first = places.first else {
            (self.bytes, self.places) = ([], [])
            return
        }
        var previous = first
        for place in places.dropFirst() {
            guard ExactText.precedes(bytes.span.extracting(previous), bytes.span.extracting(place)) else { return nil }
            previous = place
        }
        (self.bytes, self.places) = (bytes, places)
    }

    /// The names of groups that are sorted, each once.
    public init(_ groups: some Sequence<GroupID>) {
        var bytes: [UInt8] = []
        var places: [Range<Int>] = []
        for group in groups {
            let start = bytes.count
            bytes.append(contentsOf: group.name.utf8)
            places.append(start..<bytes.count)
        }
        (self.bytes, self.places) = (bytes, places)
    }

    /// The number of the first name.
    public var startIndex: Int { 0 }
    /// The number behind the last name.
    public var endIndex: Int { places.count }

    /// The name of a number.
    public subscript(position: Int) -> GroupID {
        GroupID(String(decoding: bytes[places[position]], as: UTF8.self))
    }

    /// The number of a name; `nil` where it is not among them.
    public func index(of group: GroupID) -> Int? {
        let wanted = Array(group.name.utf8)
        var range = 0..<places.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let isBefore = ExactText.precedes(bytes.span.extracting(places[middle]), wanted.span)
            range = isBefore ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        let place = range.lowerBound
        return place < places.count && bytes[places[place]].elementsEqual(wanted) ? place : nil
    }

    /// Whether both have the same names.
    public static func == (left: GroupNames, right: GroupNames) -> Bool {
        left.count == right.count
            && zip(left.places, right.places).allSatisfy { left.bytes[$0].elementsEqual(right.bytes[$1]) }
    }

    /// Hashes the names.
    public func hash(into hasher: inout Hasher) {
        for name in self { hasher.combine(name) }
    }
}
