import Glibc
import Offsets
import Supervision
import Testing

@Suite struct SupervisedOutcomeTests {
    private func command(writes: Bool) -> SupervisedCommand {
        SupervisedCommand(activity: "restoring", patience: .until(.after(.seconds(1))), writes: writes)
    }

    @Test func `a lost command that writes leaves a question and says who answers it`() throws {
        let error = try #require(SupervisedOutcome.crashed(signal: SIGSEGV).error(of: command(writes: true)))
        #expect(error.message.contains("crashed (SIGSEGV)"))
        #expect(error.message.hasSuffix("while restoring; whether the cluster was changed is not known"))
        #expect(error.hint?.contains("tidemark recover") == true)
    }

    @Test func `a lost command that looks has changed nothing`() throws {
        let error = try #require(SupervisedOutcome.crashed(signal: SIGABRT).error(of: command(writes: false)))
        #expect(error.message.hasSuffix("the cluster was not changed"))
    }

    @Test func `a child that exited has said it all`() throws {
        #expect(SupervisedOutcome.exited(79).error(of: command(writes: true)) == nil)
        #expect(try SupervisedOutcome.exited(79).exitCode(of: command(writes: true)) == 79)
    }

    @Test func `the deadline is named`() throws {
        let outcome = SupervisedOutcome.overran(after: .milliseconds(122_300), killed: true)
        let error = try #require(outcome.error(of: command(writes: false)))
        #expect(error.message.contains("after 2m2s and was killed"))
        #expect(error.exitCode == .unreachable)
    }

    @Test func `a writer killed at its deadline does not end with the code that says nothing was written`() throws {
        let outcome = SupervisedOutcome.overran(after: .seconds(1), killed: true)
        let error = try #require(outcome.error(of: command(writes: true)))
        #expect(error.message.hasSuffix("whether the cluster was changed is not known"))
        #expect(error.exitCode == .internalFault)
    }

    @Test func `who was interrupted cleanly says so in the exit code, who was killed does not`() {
        let command = command(writes: false)
        let clean = SupervisedOutcome.interrupted(.interrupt, killed: false)
        let killed = SupervisedOutcome.interrupted(.interrupt, killed: true)
        #expect(clean.error(of: command)?.exitCode == .interrupted)
        #expect(killed.error(of: command)?.exitCode == .internalFault)
    }
}
