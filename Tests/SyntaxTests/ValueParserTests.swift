import Syntax
import Testing

struct ValueParserTests {
    @Test func `no time at all is no deadline`() {
        #expect(throws: InvalidValue("'0s' is too short: it must be greater than 0s")) {
            try ValueParser.duration(upTo: .seconds(1)).parse("0s")
        }
    }

    @Test(arguments: ["", "-1", "+1", "1.0", "2147483648", "x", "٣"])
    func `a text that is no partition is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try ValueParser.partition.parse(text) }
    }

    @Test func `a name and its value are split at the first equals sign`() throws {
        let parse = ValueParser.nameValue("OLD=NEW").parse
        #expect(try parse("a=") == NameValue(name: "a", value: ""))
        #expect(try parse("a==b") == NameValue(name: "a", value: "=b"))
        #expect(throws: InvalidValue("the value is not of the form OLD=NEW")) { try parse("a") }
    }

    @Test(arguments: ["1", "9092", "65535"])
    func `a port is read`(text: String) throws {
        #expect(try ValueParser.port.parse(text).description == text)
    }

    @Test(arguments: ["", "0", "-1", "+1", "65536", "9092 ", "kafka"])
    func `a text that is no port is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try ValueParser.port.parse(text) }
    }
}
