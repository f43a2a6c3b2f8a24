import Glibc
import Offsets
import Testing

@testable import Supervision

@Suite struct SupervisionStageTests {
    private let start = ContinuousClock.now

    private var stage: SupervisionStage {
        SupervisionStage(
            patience: .until(Deadline(instant: start.advanced(by: .seconds(60)))),
            grace: .seconds(10)
        )
    }

    private func step(_ stage: inout SupervisionStage, _ seconds: Int) -> SupervisionStage.Step {
        stage.step(at: start.advanced(by: .seconds(seconds)))
    }

    @Test func `a hanging child is asked, killed, and given up`() {
        var stage = stage
        #expect(step(&stage, 59) == .wait)
        #expect(step(&stage, 60) == .send(SIGTERM))
        #expect(step(&stage, 69) == .wait)
        #expect(step(&stage, 70) == .send(SIGKILL))
        #expect(step(&stage, 79) == .wait)
        #expect(step(&stage, 80) == .giveUp)
    }

    @Test func `a child that says that it is alive may go on, and one that falls silent is asked to end`() {
        var stage = SupervisionStage(patience: .whileAlive(silence: .seconds(60)), grace: .seconds(10))
        for second in stride(from: 50, through: 500, by: 50) {
            stage.beat(at: start.advanced(by: .seconds(second)))
            #expect(step(&stage, second + 49) == .wait)
        }
        #expect(step(&stage, 561) == .send(SIGTERM))
        // Once it was asked to end, signs of life give it no more time.
        stage.beat(at: start.advanced(by: .seconds(565)))
        #expect(step(&stage, 571) == .send(SIGKILL))
    }

    @Test func `further signals do not lengthen the grace`() {
        var stage = stage
        stage.signalled(.interrupt, at: start.advanced(by: .seconds(5)))
        stage.signalled(.interrupt, at: start.advanced(by: .seconds(14)))
        #expect(step(&stage, 14) == .wait)
        #expect(step(&stage, 15) == .send(SIGKILL))
        #expect(stage.outcome(of: .signalled(SIGKILL), after: .zero) == .interrupted(.interrupt, killed: true))
    }

    @Test func `a child that needs longer gets it, before and after it was asked to end, and never less`() {
        var stage = stage
        stage.allow(.seconds(20))
        stage.allow(.seconds(1))
        stage.signalled(.terminate, at: start.advanced(by: .seconds(5)))
        #expect(step(&stage, 24) == .wait)
        stage.allow(.seconds(30))
        #expect(step(&stage, 34) == .wait)
        #expect(step(&stage, 35) == .send(SIGKILL))
        stage.allow(.seconds(600))
        #expect(step(&stage, 45) == .giveUp)
    }

    @Test(arguments: [
        ChildMessage.answer, .heartbeat, .grace(milliseconds: 0), .grace(milliseconds: 613_337),
        .grace(milliseconds: .max),
    ])
    func `what a child says arrives as it was said`(_ message: ChildMessage) {
        #expect(ChildMessage(message.bytes) == message)
        #expect(ChildMessage(message.bytes + [0]) == nil)
        #expect(message.bytes.count <= ChildMessage.longest)
    }

    @Test func `bytes that are no message say nothing`() {
        #expect(ChildMessage([UInt8]()) == nil)
        #expect(ChildMessage([4]) == nil)
        #expect(ChildMessage([2] + [UInt8](repeating: 0xFF, count: 8)) == nil)
    }

    @Test func `a verdict of the child's own is kept also after the deadline`() {
        var stage = stage
        _ = step(&stage, 60)
        #expect(stage.outcome(of: .exited(0), after: .zero) == .exited(0))
        #expect(stage.outcome(of: .exited(69), after: .zero) == .exited(69))
        #expect(stage.outcome(of: .exited(143), after: .seconds(61)) == .overran(after: .seconds(61), killed: false))
    }

    @Test func `a kill that came from outside is a crash at every stage`() {
        var stage = stage
        #expect(stage.outcome(of: .signalled(SIGKILL), after: .zero) == .crashed(signal: SIGKILL))
        stage.signalled(.terminate, at: start)
        #expect(stage.outcome(of: .signalled(SIGKILL), after: .zero) == .crashed(signal: SIGKILL))
        #expect(stage.outcome(of: .signalled(SIGSEGV), after: .zero) == .crashed(signal: SIGSEGV))
    }

    @Test func `a request to end that the supervisor has not heard of yet is no crash`() {
        #expect(stage.outcome(of: .signalled(SIGINT), after: .zero) == .interrupted(.interrupt, killed: false))
    }
}
