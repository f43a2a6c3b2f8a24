/// The sixteen bytes that tell a topic from a later one of the same name.
public enum TopicIdentifier {
    /// How many bytes there are.
    public static let size = 16
    /// The identifier that stands for no topic.
    public static let none = [UInt8](repeating: 0, count: size)
}
