import Testing

@testable import ModelCheck

struct PlaceholderTests {}
