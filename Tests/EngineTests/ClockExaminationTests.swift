import Cluster
import Engine
import EngineTestSupport
import Offsets
import Testing

/// What `doctor` says of the clocks of brokers.
struct ClockExaminationTests {
    private static let partitions: Int32 = 4
    /// This machine's clock, which stands still, however long a test takes.
    private static let moment = Timestamp.now()

    private static func cluster(ahead difference: Duration?) -> DictionaryCluster {
        let cluster = DictionaryCluster(Scene.state)
        cluster.change { state in
            state.offsetsPartitionCount = partitions
            state.brokers = (1...2).map { BrokerAddress(id: $0, host: "kafka-\($0)", port: 9092) }
            state.busyClock = difference
            state.stoppedClock = moment
        }
        return cluster
    }

    private static func check(_ cluster: DictionaryCluster) async -> HealthCheck {
        var examination = ClockExamination(cluster, before: .after(.seconds(60)), now: { Self.moment })
        await examination.look()
        return await examination.check(patience: .zero)
    }

    @Test func `clocks that agree are within a second`() async throws {
        let check = await Self.check(Self.cluster(ahead: .zero))
        #expect(check.state == .ok, "\(check)")
        #expect(check.message.hasPrefix("the clocks of brokers 1, 2 and this machine's are at most "), "\(check)")
    }

    @Test(
        arguments: [
            (Duration.seconds(7), "ahead of"), (.seconds(3_600), "ahead of"), (.seconds(40 * 365 * 86_400), "ahead of"),
            (.seconds(-7), "behind"), (.seconds(-3_600), "behind"), (.seconds(-30 * 365 * 86_400), "behind"),
        ]
    )
    func `a clock that is wrong is a warning with the broker and by how much`(
        difference: Duration,
        word: String
    ) async throws {
        let check = await Self.check(Self.cluster(ahead: difference))
        #expect(check.state == .warn)
        #expect(check.message.contains("the clock of broker 1 is at least "), "\(check)")
        #expect(check.message.contains(word), "\(check)")
        let told = check.message.split(separator: " ").compactMap { DurationText.duration(String($0)) }.first
        let size = difference < .zero ? .zero - difference : difference
        // Never more than it is, and close to it.
        #expect(try #require(told) <= size, "\(check)")
        #expect(try #require(told) > size * 0.85 - .seconds(1), "\(check)")
    }

    @Test func `where nobody commits nothing is known, and that is a warning`() async throws {
        let check = await Self.check(Self.cluster(ahead: nil))
        #expect(check.state == .warn)
        #expect(check.message.contains("not known"))
        #expect(check.remedy?.contains("--try-transaction") == true)
    }

    @Test func `where the topic of commits is hidden or its logs are not told nothing is known`() async throws {
        let hidden = Self.cluster(ahead: .zero)
        hidden.change { $0.forbiddenTopics = ["__consumer_offsets"] }
        #expect(await Self.check(hidden).message.contains("not shown to this user"))
        let silent = Self.cluster(ahead: .zero)
        silent.add(.at(.bounds, number: nil, .fails(KafkaError(.timedOut, "no answer"))))
        let check = await Self.check(silent)
        #expect(check.state == .warn)
        #expect(check.message.contains("no answer"))
        let mute = Self.cluster(ahead: .zero)
        mute.add(.at(.since, number: nil, .fails(KafkaError(.timedOut, "no answer"))))
        #expect(await Self.check(mute).state == .warn)
    }

    @Test func `what a former leader has written with another clock is not taken for the present one's`() async throws {
        let cluster = Self.cluster(ahead: .seconds(-3_600))
        let old = Self.moment
        cluster.change { state in
            for partition in 0..<Self.partitions { state.offsetsLog[partition] = [old] }
        }
        let check = await Self.check(cluster)
        #expect(check.state == .warn, "\(check)")
    }

    @Test func `a leader that nobody has committed to is named as not known`() async throws {
        let cluster = Self.cluster(ahead: nil)
        var examination = ClockExamination(cluster, before: .after(.seconds(60)), now: { Self.moment })
        await examination.look()
        cluster.change { $0.offsetsLog[0] = [Self.moment] }
        let check = await examination.check(patience: .zero)
        #expect(check.state == .ok)
        #expect(check.message.hasSuffix("; not known of 2, where nobody has committed"), "\(check)")
    }
}
