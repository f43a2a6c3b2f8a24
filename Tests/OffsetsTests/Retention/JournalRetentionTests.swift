import Offsets
import Testing

struct JournalRetentionTests {
    private static let now = Timestamp(nanoseconds: 1_795_230_000_000_000_000)
    private static let retention = JournalRetention(runs: 4, age: .seconds(100), records: 1_000)

    /// A log in which letters are runs, `-` is a record about none, and a capital letter is a run that is not over.
    private static func log(_ text: String, age: (Int) -> Int = { _ in 0 }) -> [JournalledRecord] {
        text.enumerated().map { index, letter in
            JournalledRecord(
                number: Int64(index) + 1,
                at: now.advanced(by: .seconds(-age(index))),
                run: letter == "-" ? nil : RunID(text: letter.lowercased()),
                isOver: !letter.isUppercase
            )
        }
    }

    @Test(arguments: [
        ("", nil), ("aabbccddee", nil),
        // One more than a fourth beyond the limit: down to the limit.
        ("aabbccddeeff", 4), ("a-ab-bccddeeff", 6),
        // What others have between its records goes along.
        ("ab-abccddeeff", 5),
        // A run that is not over stays, with everything from its first record on.
        ("aabBccddeeff", 2), ("AabbccddeeFF", nil),
        // A run with records on both sides stays whole.
        ("aabccddeeffb", 2),
    ])
    func `so many runs stay`(text: String, last: Int64?) {
        #expect(Self.retention.lastToMove(Self.log(text), at: Self.now) == last)
    }

    @Test(arguments: [
        (60, nil), (124, nil), (126, 3),
    ])
    func `what is old moves once it is far older than what stays`(oldest: Int, last: Int64?) {
        let ages = [oldest, 110, 101, 99, 5]
        let log = Self.log("aa-bb") { ages[$0] }
        #expect(Self.retention.lastToMove(log, at: Self.now) == last)
    }

    @Test func `a record that a wrong clock has dated in the future keeps what comes after it, and nothing before it`()
    {
        let ages = [200, 180, -900, 170, 160]
        let log = Self.log("-----") { ages[$0] }
        #expect(Self.retention.lastToMove(log, at: Self.now) == 2)
    }

    @Test func `so many records stay, runs or not`() {
        let retention = JournalRetention(runs: 4, age: .seconds(100), records: 8)
        #expect(retention.lastToMove(Self.log("----------"), at: Self.now) == nil)
        #expect(retention.lastToMove(Self.log("-----------"), at: Self.now) == 3)
        #expect(retention.lastToMove(Self.log("--aaaa-----"), at: Self.now) == 2)
    }

    @Test func `what moves is never more than what is over, whatever the log`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let letters = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                "abcdefghij-".randomElement(using: &generator) ?? "-"
            }
            let open = Set("abcdefghij".filter { _ in Int.random(in: 0..<8, using: &generator) == 0 })
            let text = String(letters.map { open.contains($0) ? Character($0.uppercased()) : $0 })
            let log = Self.log(text) { 300 - 7 * $0 }
            guard let last = Self.retention.lastToMove(log, at: Self.now) else { continue }
            let (moved, kept) = (log.filter { $0.number <= last }, log.filter { $0.number > last })
            let runs = Set(moved.compactMap(\.run))
            #expect(!moved.contains { !$0.isOver }, "\(text)")
            #expect(runs.isDisjoint(with: kept.compactMap(\.run)), "\(text)")
        }
    }
}
