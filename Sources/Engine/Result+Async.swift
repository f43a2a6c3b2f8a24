extension Result where Success: Sendable {
    /// What a body returns or throws.
    ///
    /// An `async let` forgets the type of an error; inside a result it is kept.
    init(of body: () async throws(Failure) -> Success) async {
        do throws(Failure) {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
