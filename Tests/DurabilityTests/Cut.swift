import Glibc
import KafkaTestSupport

/// Where a run is to be when it is cut off, and who is killed there.
struct Cut: Hashable, Sendable, CustomStringConvertible {
    /// On which side of the act that a state announces.
    enum Side: String, Hashable, Sendable, CaseIterable {
        /// The state has just become durable.
        case entering
        /// What it announces is done, and the next state is about to be written.
        case leaving
    }

    let way: BackAndForth.Way
    let side: Side
    let state: String
    let recipient: RunningCommand.Recipient
    /// Whether the run is interrupted as soon as its transaction is open, so that it comes to the states of an abort.
    var isInterrupted = false

    var description: String {
        "\(way.rawValue)\(isInterrupted ? ", interrupted," : "") \(side.rawValue) \(state), \(recipient.rawValue) killed"
    }

    /// Every state of a merging restore and of an abort on both sides with every recipient, and those of an exact
    /// restore and of an undo with one recipient after the other.
    static let all: [Cut] = {
        let recipients = RunningCommand.Recipient.allCases
        let states = ["planned", "prechecked", "pre-image", "open", "committing", "committed", "verified"]
        var cuts: [Cut] = []
        for side in Side.allCases {
            for recipient in recipients {
                cuts += states.map { Cut(way: .merge, side: side, state: $0, recipient: recipient) }
                cuts.append(
                    Cut(way: .merge, side: side, state: "aborting", recipient: recipient, isInterrupted: true)
                )
            }
        }
        for recipient in recipients {
            cuts.append(Cut(way: .merge, side: .entering, state: "done", recipient: recipient))
            cuts.append(Cut(way: .merge, side: .entering, state: "aborted", recipient: recipient, isInterrupted: true))
        }
        for way in [BackAndForth.Way.exact, .undo] {
            for state in ["open", "committing", "committed", "deleting", "verified"] {
                for side in Side.allCases {
                    let recipient = recipients[cuts.count % recipients.count]
                    cuts.append(Cut(way: way, side: side, state: state, recipient: recipient))
                }
            }
        }
        return cuts
    }()
}
