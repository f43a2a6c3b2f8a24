import Testing

@testable import Supervision

@Suite struct SupervisionMarkerTests {
    @Test func `a marker is read as it was written`() {
        let marker = SupervisionMarker(lifeline: 7, supervisor: 4_711, graceMilliseconds: 10_000)
        #expect(SupervisionMarker(marker.text) == marker)
    }

    @Test(arguments: ["", "7", "7,1", "7,1,2,3", "x,1,2", "-1,1,2", "7,0,2", "7,1,-2", "99999999999,1,2", "7,1,"])
    func `another text is no marker`(text: String) {
        #expect(SupervisionMarker(text) == nil)
    }
}

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
