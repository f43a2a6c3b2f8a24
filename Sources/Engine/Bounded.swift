/// Does something for every item, a limited number at a time, and returns the results in the order of the items.
///
/// - Parameters:
///   - items: What to work on.
///   - limit: How many may be under way at once.
///   - finished: Told after each item how many are done.
///   - body: The work; cancellation of the task reaches it.
/// - Returns: A result for every item.
func bounded<Item: Sendable, Value: Sendable>(
    _ items: [Item], limit: Int, finished: (Int) -> Void = { _ in },
    _ body: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
    var values = [Value?](repeating: nil, count: items.count)
    await withTaskGroup(of: (Int, Value).self) { group in
        var next = 0
        var done = 0
        while done < items.count {
            while next < items.count, next - done < limit {
                let index = next
                group.addTask { (index, await body(items[index])) }
                next += 1
            }
            guard let (index, value) = await group.next() else { return }
            values[index] = value
            done += 1
            finished(done)
        }
    }
    return values.compactMap(\.self)
}
