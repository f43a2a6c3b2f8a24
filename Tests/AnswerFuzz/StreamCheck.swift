import KafkaDirect
import KafkaTestSupport

/// Whether answers come whole out of the parts in which a connection brings them.
struct StreamCheck {
    private static let lengths: [Int32] = [.min, -2, -1, (1 << 27) + 1, .max]
    private static let mostParts = 8
    private var random: SeededRandom

    /// A check with random numbers of its own.
    init(_ random: SeededRandom) {
        self.random = random
    }

    /// What went wrong with answers one after another, `nil` when nothing did.
    mutating func failure(with frame: [UInt8]) -> String? {
        let frames = (0..<Int.random(in: 1...3, using: &random)).map { $0 == 1 ? [] : frame }
        let stream = frames.flatMap { Self.length(Int32($0.count)) + $0 }
        guard (try? AnswerReading.answers(in: parts(of: stream))) == frames else {
            return "the answers are others when they come in parts"
        }
        let length = Self.lengths.randomElement(using: &random) ?? -1
        guard (try? AnswerReading.answers(in: parts(of: stream + Self.length(length) + frame))) == nil else {
            return "an answer of \(length) bytes was not refused"
        }
        return nil
    }

    private mutating func parts(of stream: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = stream[...]
        while !rest.isEmpty, parts.count < Self.mostParts {
            let count = Int.random(in: 0...rest.count, using: &random)
            parts.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return parts + [Array(rest)]
    }

    private static func length(_ count: Int32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> Int32($0)) }
    }
}
