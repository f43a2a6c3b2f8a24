import Cluster
import Kafka
import Testing

/// The syntax of `java.util.Properties`, each case as Java reads it.
struct JavaPropertiesTests {
    @Test(
        arguments: [
            ("a=b", ["a": "b"]), ("a:b", ["a": "b"]), ("a b", ["a": "b"]), ("a\tb", ["a": "b"]),
            ("  a  =  b  ", ["a": "b  "]), ("a=", ["a": ""]), ("a", ["a": ""]), ("=b", ["": "b"]),
            ("a = = b", ["a": "= b"]), ("a=b=c", ["a": "b=c"]), ("a:=b", ["a": "=b"]),
            ("# a=b\n! c=d\n e=f", ["e": "f"]), ("a=b # no comment", ["a": "b # no comment"]),
            ("a=b\r\nc=d\re=f\n\n\n", ["a": "b", "c": "d", "e": "f"]),
            (#"a\=b=c"#, ["a=b": "c"]), (#"a\:b\ c=d"#, ["a:b c": "d"]),
            (#"a=1\t2\n3\r4\f5\\6\q7"#, ["a": "1\t2\n3\r4\u{0c}5\\6q7"]),
            (#"a=\u00e4\u2615 \ud83e\uddfe"#, ["a": "ä☕ 🧾"]),
            ("a=b\\\n    c\\\r\n\td", ["a": "bcd"]), ("a=b\\\\\nc=d", ["a": "b\\", "c": "d"]),
            ("a=b\\\n# not a comment", ["a": "b# not a comment"]), ("# comment \\\na=b", ["a": "b"]),
            ("a=b\\", ["a": "b"]), ("a=1\na=2", ["a": "2"]), ("\u{0c} a=b", ["a": "b"]), ("", [:]),
        ]
    )
    func `a file is read as Java reads it`(_ text: String, _ expected: [String: String]) throws {
        let properties = try JavaProperties(Array(text.utf8))
        #expect(Dictionary(properties.entries.map { ($0.key, $0.value) }) { $1 } == expected)
    }

    @Test func `bytes are ISO 8859-1, as for Kafka's own tools`() throws {
        let entries = try JavaProperties([0x61, 0x3d, 0xe4, 0x00, 0xff]).entries
        #expect(entries.map(\.value) == ["ä\u{0}ÿ"])
    }

    @Test func `each entry knows the line it begins on`() throws {
        let entries = try JavaProperties(Array("\n# x\na=1\\\n2\r\n\r\nb=3".utf8)).entries
        #expect(entries.map(\.line) == [3, 6])
    }

    @Test(arguments: [#"a=\u12"#, #"a=\u12g4"#, #"a=\u"#, #"\u+123=b"#])
    func `an escape that is none is refused by its line`(_ text: String) {
        let error = #expect(throws: KafkaError.self) { try JavaProperties(Array("\n\(text)".utf8)) }
        #expect(error?.message.hasPrefix("line 2: ") == true)
    }
}
