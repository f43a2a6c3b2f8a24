import Offsets

/// The object `{"state", "reasons", "accepted", "hiddenGroups", "hiddenTopics"}`: whether everything could be seen.
struct VisibilityPayload: JSONPayload {
    let visibility: Visibility

    init(_ visibility: Visibility) {
        self.visibility = visibility
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("state", visibility.state.rawValue)
            json.member("reasons", array: visibility.limits.map(\.reason))
            json.member("accepted", visibility.isAccepted)
            json.member(
                "hiddenGroups",
                array: visibility.hiddenNames(.listing) + visibility.hiddenNames(.groups)
            )
            json.member("hiddenTopics", array: visibility.hiddenNames(.topics))
        }
    }
}
