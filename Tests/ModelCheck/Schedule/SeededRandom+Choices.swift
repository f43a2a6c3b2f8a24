import KafkaTestSupport

extension SeededRandom {
    /// Whether something happens that happens so often in a hundred.
    mutating func happens(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// One of several; the fallback when there is none.
    mutating func one<Element>(of elements: [Element], else fallback: Element) -> Element {
        elements.randomElement(using: &self) ?? fallback
    }

    /// The seed of the so-manieth schedule of a run: the same for every number of schedules.
    static func seed(_ seed: UInt64, number: Int) -> UInt64 {
        var random = SeededRandom(seed: seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
        return random.next()
    }
}
