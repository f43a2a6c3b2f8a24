/// Guesses what a misspelt word was meant to be.
enum Spelling {
    /// One slip in so many letters is still a misspelling and not another word.
    private static let lettersPerSlip = 3
    /// A beginning shorter than this says too little to complete it.
    private static let shortestBeginning = 3

    /// The candidate nearest to a word, `nil` when none is near; the first of equals.
    ///
    /// Near is one slip (a letter changed, missing, added, or two swapped) in three letters of the longer word, or the
    /// beginning of exactly one candidate.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let measured = candidates.map { (word: $0, slips: slips(Array(word), Array($0))) }
        let best = measured.min { $0.slips < $1.slips }
        if let best, best.slips <= max(1, max(word.count, best.word.count) / lettersPerSlip) { return best.word }
        let completions = candidates.filter { word.count >= shortestBeginning && $0.hasPrefix(word) }
        return completions.count == 1 ? completions.first : nil
    }

    /// The Damerau-Levenshtein distance in which no letter is touched twice (optimal string alignment).
    private static func slips(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = last[column] + (left[row] == right[column] ? 0 : 1)
                var fewest = min(change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    fewest = min(fewest, beforeLast[column - 1] + 1)
                }
                current.append(fewest)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
