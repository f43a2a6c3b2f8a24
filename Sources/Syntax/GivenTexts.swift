/// What was given for one option.
struct GivenTexts: Sendable {
    /// The texts in the order given; empty for a flag.
    var texts: [String]
    /// Where they came from.
    let origin: ValueOrigin
}
