/// Something that appears in a JSON document in a fixed shape, apart from how tables show it.
protocol JSONPayload {
    /// Writes the one JSON value that it is.
    func write(to json: inout JSONWriter)
}
