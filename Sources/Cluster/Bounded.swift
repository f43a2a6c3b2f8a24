import Synchronization

/// Does something for every item, a limited number at a time, and returns the results in the order of the items.
///
/// A fixed number of workers take item after item: at ten thousand items a task for each would cost more than the wait
/// for its reply.
///
/// - Parameters:
///   - items: What to work on.
///   - limit: How many may be under way at once.
///   - finished: Told after each item how many are done; called from several tasks.
///   - body: The work; cancellation of the task reaches it.
/// - Returns: A result for every item.
public func bounded<Item: Sendable, Value: Sendable>(
    _ items: [Item],
    limit: Int,
    finished: @escaping @Sendable (Int) -> Void = { _ in },
    _ body: @escaping @Sendable (Item) async -> Value
) async -> [Value] {
    let counts = Counts()
    var values = [Value?](repeating: nil, count: items.count)
    await withTaskGroup(of: [(Int, Value)].self) { workers in
        for _ in 0..<min(limit, items.count) {
            workers.addTask {
                var results: [(Int, Value)] = []
                while true {
                    let index = counts.begun.add(1, ordering: .relaxed).oldValue
                    guard index < items.count else { return results }
                    results.append((index, await body(items[index])))
                    finished(counts.done.add(1, ordering: .relaxed).newValue)
                }
            }
        }
        for await results in workers {
            for (index, value) in results { values[index] = value }
        }
    }
    return values.compactMap(\.self)
}

/// How many items were begun and how many are done, shared by the workers.
private final class Counts: Sendable {
    let begun = Atomic(0)
    let done = Atomic(0)
}
