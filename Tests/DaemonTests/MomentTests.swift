import Daemon
import Offsets
import Testing

struct MomentTests {
    @Test func `both clocks go on`() {
        let moment = Moment(wall: Timestamp(nanoseconds: 5), steady: .seconds(1)).advanced(by: .nanoseconds(3))
        #expect(moment == Moment(wall: Timestamp(nanoseconds: 8), steady: .seconds(1) + .nanoseconds(3)))
    }
}
