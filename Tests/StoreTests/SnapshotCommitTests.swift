import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

@testable import Store

struct SnapshotCommitTests {
    /// The steps before the file has its name.
    private static let early: [CommitStep] = [.freeSpace, .create, .write, .synchronize, .readBack, .publish]
    /// The steps after.
    private static let late: [CommitStep] = [.synchronizeDirectory, .protect]

    @Test(arguments: early, [(ENOSPC, ExitCode.inputOutput), (EIO, .inputOutput), (EACCES, .denied)])
    func `a step that fails before the name is given leaves nothing`(
        step: CommitStep,
        failure: (Int32, ExitCode)
    ) async throws {
        let scratch = try ScratchDirectory()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)) {
                $0 == step ? failure.0 : nil
            }
            let error = await #expect(throws: TidemarkError.self) { try await store.save(.sample()) }
            let isCreation = step == .create && failure.0 == EIO
            #expect(error?.exitCode == (isCreation ? .cannotCreate : failure.1))
            #expect(error?.message.contains(scratch.store) == true)
            #expect(await store.list() == [])
        }
        #expect(try scratch.names(in: "store/snapshots") == [])
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        _ = try await store.save(.sample())
        #expect(await store.list().count == 1)
    }

    @Test(arguments: late)
    func `a step that fails after the name is given leaves a complete file and says so`(step: CommitStep) async throws {
        let scratch = try ScratchDirectory()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)) {
                $0 == step ? EIO : nil
            }
            let error = await #expect(throws: TidemarkError.self) { try await store.save(.sample()) }
            #expect(error?.exitCode == .inputOutput)
            #expect(error?.message.contains("is complete") == true)
        }
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = try #require(await store.list().first)
        #expect(try await store.load(stored) == .sample())
        #expect(scratch.mode("store/snapshots/\(stored.id).tidemark") == 0o440)
    }

    @Test func `a catalog that cannot be written costs no snapshot`() async throws {
        let scratch = try ScratchDirectory()
        let stored: StoredSnapshot
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)) {
                $0 == .catalog ? EIO : nil
            }
            stored = try await store.save(.sample())
            #expect(await store.notices.count == 1)
        }
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await store.list() == [stored])
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a full disk is found before anything is written, and named with what is missing`() async throws {
        let mount = try ScratchMount(kibibytes: 2_048)
        let store = try await SnapshotStore.open(mount.path, for: .writing(wait: .zero))
        _ = try await store.save(.sample())
        try mount.fill(leaving: 100)
        let error = await #expect(throws: TidemarkError.self) { try await store.save(.sample(second: 1)) }
        #expect(error?.code == .diskFull)
        #expect(error?.exitCode == .inputOutput)
        #expect(error?.message.contains("bytes free") == true)
        #expect(await store.list().count == 1)
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a disk that fills up while writing leaves nothing half`() async throws {
        let mount = try ScratchMount(kibibytes: 2_048)
        let path = mount.path
        // The room is taken after it was looked for: another program does just that.
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero)) { step in
            guard step == .write else { return nil }
            var status = statvfs()
            guard unsafe statvfs(path, &status) == 0 else { return errno }
            let free = Int(status.f_bavail) * Int(status.f_frsize)
            try? Data(repeating: 1, count: free).write(to: URL(filePath: "\(path)/filler"))
            return nil
        }
        let large = Snapshot.sample(groups: 200, partitions: 30)
        let error = await #expect(throws: TidemarkError.self) { try await store.save(large) }
        #expect(error?.code == .diskFull)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/snapshots") == [])
    }
}
