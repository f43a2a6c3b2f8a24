/// A metric with all its samples, as both text formats have it.
public struct MetricFamily: Hashable, Sendable {
    /// What kind of number it is.
    public enum Kind: String, Hashable, Sendable {
        /// It goes up and down.
        case gauge
        /// It only goes up, until the process ends.
        case counter
        /// How often what took how long.
        case histogram
        /// Always 1; its labels say it.
        case info
    }

    /// A name and its value.
    public struct Label: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The value, any text.
        public let value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A number.
    public enum Number: Hashable, Sendable {
        /// A whole one.
        case whole(Int64)
        /// Another.
        case real(Double)

        static func whole(_ number: Int) -> Number { .whole(Int64(number)) }

        /// As both formats write it.
        var text: String {
            switch self {
            case .whole(let number): "\(number)"
            case .real(let number): number == .infinity ? "+Inf" : "\(number)"
            }
        }
    }

    /// One line.
    struct Sample: Hashable, Sendable {
        var suffix = ""
        var labels: [Label] = []
        let value: Number
    }

    /// The name of its samples, that of a histogram without `_bucket`, `_sum` and `_count`.
    public let name: String
    /// The kind.
    public let kind: Kind
    /// What it means, one sentence.
    public let help: String
    private(set) var samples: [Sample] = []

    /// The names of the labels of its samples, those of buckets left out.
    public var labelNames: [String] { (samples.first?.labels ?? []).map(\.name).filter { $0 != Self.boundLabel } }

    private static let boundLabel = "le"

    /// A metric without samples.
    init(_ kind: Kind, _ name: String, _ help: String) {
        self.kind = kind
        self.name = name
        self.help = help
    }

    /// Adds a sample, unless its value is not known.
    mutating func add(_ value: Number?, _ labels: [Label] = []) {
        if let value { samples.append(Sample(labels: labels, value: value)) }
    }

    /// Adds the samples of a histogram.
    mutating func add(_ histogram: DurationHistogram, _ labels: [Label]) {
        let counted = zip(DurationHistogram.bounds + [.infinity], histogram.counts + [histogram.count])
        for (bound, count) in counted {
            let bucket = Label(Self.boundLabel, Number.real(bound).text)
            samples.append(Sample(suffix: "_bucket", labels: labels + [bucket], value: .whole(count)))
        }
        samples.append(Sample(suffix: "_sum", labels: labels, value: .real(histogram.sum)))
        samples.append(Sample(suffix: "_count", labels: labels, value: .whole(histogram.count)))
    }
}
