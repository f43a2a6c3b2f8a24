import Offsets

/// The object `{"sourceOffset", "exactness", "again"}`: how an offset was found that stands for one of another log.
struct TranslationPayload: JSONPayload {
    let translation: Translation

    init(_ translation: Translation) {
        self.translation = translation
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("sourceOffset", translation.sourceOffset)
            json.member("exactness", translation.exactness.rawValue)
            json.member("again", translation.again)
        }
    }
}

/// What ``TranslationPayload`` writes, read again.
struct TranslationDocument: Decodable {
    private enum Key: String, CodingKey {
        case sourceOffset, exactness, again
    }

    let translation: Translation

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        translation = Translation(
            sourceOffset: try json.decode(Int64.self, forKey: .sourceOffset),
            exactness: try json.word(.exactness),
            again: try json.decode(Int64?.self, forKey: .again)
        )
    }
}

/// The object `{"offsets", "exact", "again", "unknown"}`: the translations of a plan in numbers.
struct TranslationSummaryPayload: JSONPayload {
    let summary: TranslationSummary

    init(_ summary: TranslationSummary) {
        self.summary = summary
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("offsets", summary.offsets)
            json.member("exact", summary.exact)
            json.member("again", summary.again)
            json.member("unknown", summary.unknown)
        }
    }
}
