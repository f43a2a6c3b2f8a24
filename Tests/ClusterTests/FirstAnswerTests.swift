import Cluster
import Testing

struct FirstAnswerTests {
    @Test func `the first answer counts, for who waits and for who comes later`() async {
        let answer = FirstAnswer<Int>()
        async let waiting = answer.value
        answer.give(1)
        answer.give(2)
        #expect(await waiting == 1)
        #expect(await answer.value == 1)
    }

    @Test func `of many that answer at once all who wait get the same one`() async {
        let answer = FirstAnswer<Int>()
        let values = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { await answer.value } }
            for number in 0..<20 {
                group.addTask {
                    answer.give(number)
                    return await answer.value
                }
            }
            return await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(values.count == 1)
    }
}
