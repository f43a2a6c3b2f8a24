import KafkaTestSupport

/// One random change of a file.
struct FileMutation {
    /// Numbers at which something is another thing than just before.
    private static let edges: [UInt64] = [
        0, 1, 2, 0x7F, 0x80, 0xFF, 8_191, 8_192, 65_536, 65_537, 1 << 20, (1 << 20) + 1, (1 << 22) + 1, 1 << 24,
        (1 << 24) + 1, (1 << 31) - 1, 1 << 31, 1 << 32, 1 << 61, (1 << 62) - 1, 1 << 62, (1 << 63) - 1, 1 << 63, .max,
    ]
    /// A range is repeated so often at most that it takes so many bytes.
    private static let longestRepetition = 1 << 21

    var random: SeededRandom

    /// Changes contents, seldom the sections themselves.
    mutating func change(_ file: inout HandmadeFile, beside others: [HandmadeFile]) {
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard let index = file.sections.indices.randomElement(using: &random) else { return }
            switch Int.random(in: 0..<40, using: &random) {
            case 0: file.sections[index].flags = UInt16.random(in: 0...7, using: &random)
            case 1: file.sections[index].since = UInt16.random(in: 0...2, using: &random)
            case 2: file.sections[index].type = UInt16.random(in: 0...9, using: &random)
            case 3: file.sections.remove(at: index)
            case 4: file.sections.insert(file.sections[index], at: index)
            case 5: file.minor = UInt16.random(in: 0...3, using: &random)
            case 6:
                let type = UInt16.random(in: 7...12, using: &random)
                file.sections.append(HandmadeFile.Section(type: type, flags: type == 7 ? 2 : 0, content: [1, 2, 3]))
            case 7:
                // The same section of another file.
                let other = others.randomElement(using: &random)?.sections.filter {
                    $0.type == file.sections[index].type
                }
                if let section = other?.randomElement(using: &random) { file.sections[index] = section }
            default: change(&file.sections[index].content)
            }
        }
    }

    /// Changes bytes as they are, without making anything right.
    mutating func damage(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        case 1:
            bytes.insert(UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0...bytes.count, using: &random))
        default:
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
        }
    }

    private mutating func change(_ content: inout [UInt8]) {
        guard let place = content.indices.randomElement(using: &random) else { return content.append(0) }
        switch Int.random(in: 0..<12, using: &random) {
        case 0: content.remove(at: place)
        case 1: content.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: content[place] = UInt8.random(in: 0...255, using: &random)
        case 3: content[place] &+= 1
        case 4: content[place] &-= 1
        case 5: content.removeLast(Int.random(in: 1...content.count, using: &random))
        case 6: content.swapAt(place, Int.random(in: content.indices, using: &random))
        case 7:
            let end = min(content.count, place + Int.random(in: 1...16, using: &random))
            let part = Array(content[place..<end])
            let most = Self.longestRepetition / part.count
            // Mostly seldom, now and then as often as can be.
            let times =
                Bool.random(using: &random)
                ? Int.random(in: 1...8, using: &random) : 1 << Int.random(in: 0...17, using: &random)
            content.insert(contentsOf: (0..<min(times, most)).flatMap { _ in part }, at: place)
        case 8:
            let end = min(content.count, place + Int.random(in: 1...16, using: &random))
            content.removeSubrange(place..<end)
        default:
            // A whole number in the place of another.
            var end = place
            while end < content.count, content[end] > 0x7F { end += 1 }
            let edge = Self.edges.randomElement(using: &random) ?? 0
            content.replaceSubrange(place..<min(end + 1, content.count), with: HandmadeFile.varints(edge))
        }
    }
}
