import Testing

@testable import Supervision

@Suite struct InterruptionCountTests {
    @Test func `a key on the terminal that arrives by both ways is one request`() {
        var count = InterruptionCount()
        #expect(count.note(.interrupt, isPassedOn: false) == 1)
        #expect(count.note(.interrupt, isPassedOn: true) == nil)
    }

    @Test func `the order of the two ways does not matter`() {
        var count = InterruptionCount()
        #expect(count.note(.interrupt, isPassedOn: true) == 1)
        #expect(count.note(.interrupt, isPassedOn: false) == nil)
        #expect(count.note(.interrupt, isPassedOn: false) == 2)
        #expect(count.note(.interrupt, isPassedOn: true) == nil)
    }

    @Test func `every signal sent to the supervisor alone is a request`() {
        var count = InterruptionCount()
        #expect(count.note(.terminate, isPassedOn: true) == 1)
        #expect(count.note(.terminate, isPassedOn: true) == 2)
    }

    @Test func `different signals are different requests`() {
        var count = InterruptionCount()
        #expect(count.note(.interrupt, isPassedOn: true) == 1)
        #expect(count.note(.terminate, isPassedOn: true) == 2)
        #expect(count.noteOther() == 3)
        #expect(count.total == 3)
    }
}
