import EngineTestSupport
import Foundation
import Testing

@testable import ModelCheck

struct ScheduleTests {
    @Test(arguments: Schedule.Client.allCases)
    func `the same seed and number make the same schedule`(client: Schedule.Client) {
        for number in 0..<200 {
            let first = ScheduleGenerator.schedule(number: number, seed: 7, client: client)
            #expect(first == ScheduleGenerator.schedule(number: number, seed: 7, client: client))
            #expect(first != ScheduleGenerator.schedule(number: number, seed: 8, client: client))
        }
    }

    @Test func `a schedule can be written down and played again`() throws {
        for number in 0..<200 {
            let schedule = ScheduleGenerator.schedule(number: number, seed: 7, client: .direct)
            let text = try JSONEncoder().encode(schedule)
            #expect(try JSONDecoder().decode(Schedule.self, from: text) == schedule)
        }
    }

    @Test func `shrinking keeps what matters and drops the rest`() async {
        let schedule = ScheduleGenerator.schedule(number: 500, seed: 7, client: .direct)
        var needed = schedule
        needed.attempts[0].deeds = [ScheduledDeed(moment: Moment(place: .call(.commit, group: nil)), deed: .interrupts)]
        let smallest = await Shrinking.shrink(needed) { candidate in
            candidate.attempts.first?.deeds.contains { $0.deed == .interrupts } == true
        }
        #expect(smallest.attempts.count == 1)
        #expect(smallest.attempts[0].deeds == needed.attempts[0].deeds)
        #expect(smallest.attempts[0].faults.isEmpty && smallest.attempts[0].death == nil)
        #expect(smallest.groups.count == 1)
        #expect(smallest.brokers == 1)
    }
}
