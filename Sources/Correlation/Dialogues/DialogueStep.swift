import Bytes
import Model

/// One line of an SMTP session whose server logs the dialogue, kept until the run's own fold comes to it.
///
/// What a line of a dialogue means depends on the lines before it, which may lie in another segment. So a segment only
/// keeps them, in order, and the sessions are gone through by the fold that has absorbed all that came before
/// (`replayDialogues`): the result cannot depend on the cuts. Memory: 150 bytes and the texts a line, of what was absorbed
/// since the last checkpoint.
struct DialogueStep: Sendable {
  var turn: DialogueTurn
  /// A login that succeeded.
  var isLogin: Bool
  var tls: LogEvent.Certainty
  /// The reply's code; 0 for none.
  var code: UInt16
  var peerPort: UInt16
  var host: Int32
  /// Hash of the session's identity.
  var key: UInt64
  /// Hash of the id that the server gave the session; 0 for none.
  var session: UInt64
  var time: Timestamp
  var timeSource: TimeSource
  var offsetMinutes: Int16
  var place: PackedLocation
  /// Bytes; -1 where not logged.
  var size: Int64
  /// The command's argument: name, path, mechanism.
  var text: TextRef = .none
  var reply: TextRef = .none
  var enhanced: TextRef = .none
  /// The id that the answering server gave the message.
  var id: TextRef = .none
  var messageID: TextRef = .none
  var peer: TextRef = .none
  var helo: TextRef = .none
  var user: TextRef = .none
  var subject: TextRef = .none
  var tlsVersion: TextRef = .none
  var tlsCipher: TextRef = .none

  /// Moves every text by `base` bytes: its arena was appended to another.
  mutating func rebase(_ base: UInt32) {
    text.move(base)
    reply.move(base)
    enhanced.move(base)
    id.move(base)
    messageID.move(base)
    peer.move(base)
    helo.move(base)
    user.move(base)
    subject.move(base)
    tlsVersion.move(base)
    tlsCipher.move(base)
  }
}

extension MessageFold {
  /// Keeps `event`, a line of a dialogue. Lines without a time are left: nothing could be said of when.
  mutating func observeTurn(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, host: Int32, hostHash: UInt64, place: PackedLocation
  ) {
    guard !event.time.isUnknown else { return }
    let turn = event.turn
    let peer: LogEvent.Field = event.has(.destinationIP) ? .destinationIP : .sourceIP
    var session: UInt64 = 0
    var key: UInt64
    switch turn.scope {
    case .session:
      session = Hashing.mix(text.hash(event[.sessionID], seed: hostHash), 0x2D35_8DCC_AA6C_78A5)
      key = session
    case .peer:
      key = text.hash(event[peer], seed: hostHash)
      if event.has(.helo), turn.side == .server { key = text.hash(event[.helo], seed: key) }
    case .block:
      key = Hashing.mix(hostHash ^ UInt64(UInt32(bitPattern: place.source)), 0x4B33_A62E_D433_D4A3)
    }
    if turn.side == .client { key = Hashing.mix(key, 0x9FB2_1C65_1E98_DF25) }
    see(host, at: event.time)
    var step = DialogueStep(
      turn: turn,
      isLogin: event.action == .login ? event.outcome == .success : false, tls: event.tlsEstablished,
      code: event.replyCode, peerPort: event.isClientSide ? event.destinationPort : event.sourcePort,
      host: host, key: key, session: session, time: event.time,
      timeSource: event.timeSource, offsetMinutes: event.offsetMinutes, place: place, size: event.size)
    if event.networkProtocol == .submissions { step.tls = .yes }
    step.messageID = arena.keep(text, event[.messageID])
    step.subject = arena.keep(text, event[.subject])
    switch turn.kind {
    case .opens: step.peer = arena.keep(text, event[peer])
    case .helo:
      step.text = arena.keep(text, event[.helo])
      step.peer = arena.keep(text, event[peer])
    case .mail:
      step.text = arena.keep(text, event[.mailFrom])
      step.helo = arena.keep(text, event[.helo])
      step.peer = arena.keep(text, event[peer])
    case .rcpt: step.text = arena.keep(text, event[.rcptTo])
    case .auth, .note:
      step.text = arena.keep(text, event[.authMethod])
      step.user = arena.keep(text, event[.userName])
      step.tlsVersion = arena.keep(text, event[.tlsVersion])
      step.tlsCipher = arena.keep(text, event[.tlsCipher])
    default:
      // Where the evidence begins inside a session, its MAIL may be missing.
      if turn.isAnswered { step.peer = arena.keep(text, event[peer]) }
    }
    if event.replyCode != 0 {
      step.reply = arena.keep(text, event[.replyText])
      step.enhanced = arena.keep(text, event[.replyEnhanced])
      step.id = arena.keep(text, event[turn.side == .server ? .localID : .queuedAs])
    }
    steps.append(step)
  }

  /// Takes over the lines of `next`, which follow those that are kept here.
  mutating func absorbSteps(_ next: borrowing MessageFold, _ base: UInt32, _ hostMap: [Int32]) {
    steps.reserveCapacity(steps.count + next.steps.count)
    for step in next.steps {
      var moved = step
      moved.rebase(base)
      moved.host = hostMap[Int(step.host)]
      steps.append(moved)
    }
  }
}
