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
