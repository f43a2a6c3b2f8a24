import Offsets
import Testing

struct ErrorTopicTests {
    private static let explanations = ErrorTopic.all.flatMap(\.explanations)

    @Test func `every error is explained once`() {
        let codes = Self.explanations.map(\.code)
        #expect(Set(codes) == Set(TidemarkError.Code.allCases))
        #expect(codes.count == Set(codes).count)
    }

    @Test(arguments: explanations)
    func `every error has a meaning and an advice, in whole sentences`(_ explanation: ErrorExplanation) {
        for text in [explanation.meaning, explanation.advice, explanation.summary] {
            #expect(text.count > 10 && text.hasSuffix("."), "\(text)")
            #expect(
                !text.contains("\n") && !text.contains("  ") && text.count { $0 == "`" }.isMultiple(of: 2),
                "\(text)"
            )
        }
        #expect(explanation.meaning.hasPrefix(explanation.summary))
    }

    @Test(arguments: TidemarkError.Code.allCases)
    func `a code is written in lower case with dashes`(_ code: TidemarkError.Code) {
        #expect(code.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
        #expect(TidemarkError.Code(rawValue: code.rawValue) == code)
    }

    /// `done` is no failure, and `stale` belongs to `status`, which there is not yet.
    @Test(arguments: Set(ExitCode.allCases).subtracting([.done, .stale]))
    func `every exit code of a failure is that of some error`(_ exitCode: ExitCode) {
        #expect(TidemarkError.Code.allCases.contains { $0.exitCode == exitCode })
    }

    @Test func `no error ends with the exit code of a success`() {
        #expect(TidemarkError.Code.allCases.allSatisfy { $0.exitCode != .done })
    }

    @Test(arguments: Finding.allCases)
    func `a plan is refused for each of its findings`(_ finding: Finding) {
        #expect(finding.code.exitCode == .refused)
        #expect(finding == .movedSince || finding.code.rawValue == finding.rawValue)
    }

    @Test func `an error says its message and its hint`() {
        let error = TidemarkError(.wrongCluster, "this is another one", hint: "Look.")
        #expect("\(error)" == "this is another one\nLook.")
        #expect(error.exitCode == .refused)
    }
}
