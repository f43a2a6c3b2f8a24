extension ValueReader where Value == [String] {
    /// A list of texts of one kind; `distinct` when each is to stand in it once.
    static func list(
        of element: ValueReader<String>,
        distinct: Bool = false,
        fewest: Int = 0,
        most: Int = .max
    ) -> ValueReader {
        let kind = "a list in brackets, each \(element.kind)"
        return ValueReader(kind, show: ShownValue.list) { value, complaints in
            guard case .array(let elements) = value.content else {
                if case .string = value.content {
                    complaints.refuse(
                        value,
                        "a list is wanted here, and this is a text",
                        hint: "Put it in brackets: \(complaints.name) = \(complaints.example)"
                    )
                } else {
                    complaints.refuse(value, wanting: kind)
                }
                return nil
            }
            guard elements.count >= fewest else {
                complaints.refuse(
                    value,
                    "this list is empty",
                    hint: "Write for example: \(complaints.name) = \(complaints.example)"
                )
                return nil
            }
            guard elements.count <= most else {
                complaints.refuse(value, "this list has \(elements.count) elements, and at most \(most) are taken")
                return nil
            }
            var texts: [String] = []
            var seen: Set<[UInt8]> = []
            for item in elements {
                guard let text = element.read(item, &complaints) else { continue }
                if !seen.insert(Array(text.utf8)).inserted, distinct {
                    complaints.refuse(item, "'\(text)' is in the list already")
                }
                texts.append(text)
            }
            return texts
        }
    }

    /// A program by its absolute path, and its arguments.
    static var program: ValueReader {
        let kind = "a list in brackets: a program's absolute path and its arguments"
        return ValueReader(kind, show: ShownValue.list) { value, complaints in
            guard case .array(let elements) = value.content else {
                if case .string = value.content {
                    complaints.refuse(
                        value,
                        "a list is wanted here, and this is a text: no shell takes it apart",
                        hint: "Write each word in quotes of its own: \(complaints.name) = \(complaints.example)"
                    )
                } else {
                    complaints.refuse(value, wanting: kind)
                }
                return nil
            }
            guard let first = elements.first else {
                complaints.refuse(value, "this list is empty", hint: "Leave the key out where nothing is to be run.")
                return nil
            }
            var words: [String] = []
            if let program = ValueReader<String>.absolutePath.read(first, &complaints) { words.append(program) }
            for item in elements.dropFirst() {
                guard case .string(let word) = item.content else {
                    complaints.refuse(item, "an argument is a text in quotes, and this is \(item.kind)")
                    continue
                }
                guard !word.utf8.contains(0) else {
                    complaints.refuse(item, "no argument of a program can hold the character NUL")
                    continue
                }
                words.append(word)
            }
            return words
        }
    }
}
