/// What is to become of one wanted offset.
enum OffsetVerdict {
    /// It is written as it is, and nothing is unusual.
    case write
    /// It is written, at another position or with something the operator has to know.
    case writeWith(offset: Int64, finding: Finding, reason: String)
    /// It is not written, as the policy says.
    case skip(finding: Finding, reason: String)
    /// The plan must not be carried out.
    case block(finding: Finding, reason: String)
}
