import Testing

@testable import Syntax

/// Manual pages in mdoc, made of the same description as help.
struct ManualPageTests {
    private static let pages = ManualPage.pages(
        of: SampleCommand.root,
        files: [("/etc/sample", "The file.")],
        seeAlso: [ManualPage.Reference("sample", 1), ManualPage.Reference("sample.toml", 5)]
    )

    private static func text(_ name: String) throws -> String {
        try #require(pages.first { $0.fileName == name }).text(of: ManualDay("2026-01-02"))
    }

    @Test func `there is a page for the program and for each command`() {
        #expect(
            Self.pages.map(\.fileName).sorted() == [
                "sample-config-check.1", "sample-config.1", "sample-describe.1", "sample-diff.1", "sample-restore.1",
                "sample.1",
            ]
        )
    }

    @Test func `the page of a command says what its help says`() throws {
        #expect(
            try Self.text("sample-restore.1") == #"""
                .Dd January 2, 2026
                .Dt SAMPLE-RESTORE 1
                .Os
                .Sh NAME
                .Nm sample-restore
                .Nd Put the offsets of a snapshot back in one transaction
                .Sh SYNOPSIS
                .Nm sample
                .Cm restore
                .Op Ar OPTION ...
                .Ar SNAPSHOT
                .Sh DESCRIPTION
                Shows the plan.
                Nothing is written without \-\-yes, whatever else is given on the command
                line.
                .Pp
                The arguments are:
                .Bl -tag -width Ds
                .It Ar SNAPSHOT
                an id, a unique prefix of one, or latest
                .El
                .Sh OPTIONS
                .Ss Selection
                .Bl -tag -width Ds
                .It Fl Fl group Ar PATTERN
                take the groups that match (repeatable)
                .It Fl Fl partition Ar PARTITION
                take this partition alone (repeatable)
                .El
                .Ss Cluster
                .Bl -tag -width Ds
                .It Fl Fl bootstrap\-server Ar HOST:PORT[,...]
                the cluster, without a configuration file (environment: SAMPLE_SERVERS)
                .It Fl \&X Ar NAME=VALUE
                a librdkafka property by its own name; wins over the file (repeatable)
                .It Fl Fl timeout Ar DURATION
                one deadline for the whole command (environment: SAMPLE_TIMEOUT; default: 2m)
                .El
                .Ss Output
                .Bl -tag -width Ds
                .It Fl Fl json
                one JSON document on stdout
                .It Fl \&v , Fl Fl verbose
                say more
                .It Fl \&q , Fl Fl quiet
                say less
                .It Fl Fl note Ar TEXT
                a free text
                .El
                .Ss Help
                .Bl -tag -width Ds
                .It Fl \&h
                show examples and the names of the options
                .It Fl Fl help
                show all there is to know of the command
                .El
                .Sh EXIT STATUS
                .Bl -tag -width Ds
                .It Cm \&0
                done
                .It Cm \&79
                refused: a group has members, or a finding stops the run
                .El
                .Sh EXAMPLES
                shows what would be put back:
                .Bd -literal -offset indent
                sample restore latest \-\-group \(aqbilling\-*\(aq
                .Ed
                .Sh SEE ALSO
                .Xr sample 1 ,
                .Xr sample.toml 5

                """#
        )
    }

    @Test func `the program's page has its commands, the variables of all of them and its files`() throws {
        let text = try Self.text("sample.1")
        #expect(text.contains(".Ss Put back\n.Bl -tag -width Ds\n.It Xr sample-restore 1\n"))
        #expect(text.contains(".Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev SAMPLE_SERVERS\n"))
        #expect(text.contains(".Sh FILES\n.Bl -tag -width Ds\n.It Pa /etc/sample\nThe file.\n"))
        #expect(text.hasSuffix(".Sh SEE ALSO\n.Xr sample.toml 5\n"))
    }

    @Test(arguments: [
        (".dot first", [#"\&.dot first"#]), ("it's a\\b", [#"it\(aqs a\eb"#]), ("One. Two!", ["One.", "Two!"]),
        ("say `sample restore` now", [#"say \fBsample restore\fR now"#]), ("~ ^ … ü", [#"\(ti \(ha ... \[u00FC]"#]),
        ("(An end.) And on", ["(An end.)", "And on"]),
    ])
    func `no character of a text means anything to roff`(_ text: String, _ lines: [String]) {
        #expect(ManualText.lines(text) == lines)
    }

    @Test func `no line is longer than 80 bytes unless one word is`() {
        let text = String(repeating: "some-words 'that' need ", count: 20)
        #expect(ManualText.lines(text).allSatisfy { $0.utf8.count <= 80 })
    }
}
