/// Lets so many cases run at once: each has several clients, and two cores have to serve them and the brokers.
package actor CaseGate {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// A gate with so many places.
    package init(places: Int) {
        self.places = places
    }

    /// Returns when there is a place, and takes it.
    package func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    /// Gives the place to who has waited longest.
    package func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
