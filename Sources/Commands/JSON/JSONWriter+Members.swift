extension JSONWriter {
    /// A member with a text, or null.
    mutating func member(_ key: StaticString, _ value: String?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a whole number, or null.
    mutating func member(_ key: StaticString, _ value: (some BinaryInteger)?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a truth value, or null.
    mutating func member(_ key: StaticString, _ value: Bool?) {
        self.key(key)
        self.value(value)
    }

    /// A member with a payload, or null.
    mutating func member(_ key: StaticString, _ value: (some JSONPayload)?) {
        self.key(key)
        self.value(value)
    }

    /// A member with an array of payloads.
    mutating func member(_ key: StaticString, array elements: some Sequence<some JSONPayload>) {
        self.key(key)
        array(elements) { element, json in element.write(to: &json) }
    }

    /// A member with an array of texts.
    mutating func member(_ key: StaticString, array elements: some Sequence<String>) {
        self.key(key)
        array(elements) { element, json in json.value(element) }
    }

    /// A member with an array of whole numbers.
    mutating func member(_ key: StaticString, array elements: some Sequence<some BinaryInteger>) {
        self.key(key)
        array(elements) { element, json in json.value(element) }
    }

    /// A member with an object.
    mutating func member(_ key: StaticString, object members: (inout JSONWriter) -> Void) {
        self.key(key)
        object(members)
    }
}
