import Bytes
import Model

/// Dialogues become messages: what the server took, and what it handed on.
///
/// A transaction that this server accepted (250 to the end of the data) is a stay of a message on it, with the recipients
/// that were accepted (`DeliveryRecord.Flags.envelope`). A transaction in which this server was the client is an attempt to
/// deliver: a stay of its own without a begin, until `linkAttempt` finds the message it is of.
///
/// Gone through in the order of the evidence by the fold that has absorbed all that came before. Hostile dialogues: at
/// most `Limits.openSessions` sessions and `dialogueRecipients` recipients are held; text that imitates a reply is what
/// the other side said, and stays that.
/// - Source: RFC 5321 §3.3, §4.1.4, §4.3.2; RFC 2920 (pipelining); RFC 3030 (BDAT).
extension MessageFold {
  /// Recipients of open transactions held, of all sessions.
  static let dialogueRecipients = 250_000
  /// Silence after which a session is over, microseconds: RFC 5321 §4.5.3.2 has ten minutes as its longest wait.
  static let dialogueSilence: Int64 = 3_600_000_000
  /// The same of what is known by its peer alone.
  static let peerSilence: Int64 = 600_000_000

  /// Goes through the lines that were absorbed since the last time.
  mutating func replayDialogues(before watermark: Int64) {
    var taken: [DialogueStep] = []
    swap(&taken, &steps)
    for step in taken { replay(step) }
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &steps)
    if !dialogues.isEmpty { purgeDialogues(before: watermark) }
  }

  private mutating func replay(_ step: DialogueStep) {
    var index = Int(dialogueIndex.find(step.key))
    if index >= 0, isOver(dialogues[index], at: step.time.microseconds) {
      giveUp(index)
      end(dialogue: index)
      index = -1
    }
    if index < 0 {
      if step.turn.kind == .closes { return }
      if dialogues.count >= limits.openSessions { evictDialogues() }
      index = dialogues.count
      dialogues.append(DialogueSession(step))
      dialogueIndex.set(step.key, Int32(truncatingIfNeeded: index))
    }
    dialogues[index].time = Timestamp.later(dialogues[index].time, step.time)
    dialogues[index].timeSource = step.timeSource
    dialogues[index].offsetMinutes = step.offsetMinutes
    if dialogues[index].peer.isNone { dialogues[index].peer = step.peer }
    if dialogues[index].helo.isNone, !step.helo.isNone { dialogues[index].helo = step.helo }
    switch step.turn.kind {
    case .none: return
    case .opens: open(step, index)
    case .closes:
      end(dialogue: index)
      return
    case .note: note(step, index)
    case .reply:
      guard speaks(index, isServer: true, step) else { return }
      answer(step, index)
    default:
      guard speaks(index, isServer: false, step) else { return }
      command(step, index)
    }
  }

  private func isOver(_ session: DialogueSession, at time: Int64) -> Bool {
    // What this server was refused waits for no more than that; a long message may take its time.
    let isShort = session.scope == .peer || session.side == .client && !session.isInContent
    return time > session.time.microseconds
      && time &- session.time.microseconds > (isShort ? MessageFold.peerSilence : MessageFold.dialogueSilence)
  }

  // MARK: The session

  private mutating func open(_ step: DialogueStep, _ index: Int) {
    if step.peer.isNone {
      // The line that numbers the session; who the other side is comes next.
      restart(index, step)
      dialogues[index].flags.insert(.opened)
      return
    }
    let before = dialogues[index]
    restart(index, step)
    // A further server is tried with the message that the session is about.
    if before.isTranscript, before.side != .server { dialogues[index].messageID = before.messageID }
    dialogues[index].flags.insert(.opened)
    dialogues[index].peer = step.peer
    dialogues[index].peerPort = step.peerPort
    if dialogues[index].side == .unknown { dialogues[index].side = step.turn.isSent ? .client : .server }
    if step.tls != .unknown { dialogues[index].tls = step.tls }
    if step.turn.scope != .peer { dialogues[index].flags.insert(.provesNoTLS) }
  }

  /// Begins session `index` anew, and concludes what it had.
  private mutating func restart(_ index: Int, _ step: DialogueStep) {
    conclude(index)
    freeRecipients(index)
    dialogues[index] = DialogueSession(step)
  }

  private mutating func note(_ step: DialogueStep, _ index: Int) {
    if !step.messageID.isNone, !step.messageID.range.isEmpty { dialogues[index].messageID = step.messageID }
    if !step.subject.isNone { dialogues[index].subject = step.subject }
    if step.size >= 0 { dialogues[index].size = step.size }
    if step.isLogin {
      dialogues[index].flags.insert(.authenticated)
      if !step.user.isNone { dialogues[index].user = step.user }
      if !step.text.isNone { dialogues[index].authMethod = step.text }
    }
    if step.tls == .yes {
      dialogues[index].tls = .yes
      dialogues[index].tlsVersion = step.tlsVersion
      dialogues[index].tlsCipher = step.tlsCipher
    }
  }

  /// Whether the line can be what the client (the server) of the session says. In a transcript the words alone do not
  /// tell: a client that says `250 Ok` has answered nothing, and is answered.
  private mutating func speaks(_ index: Int, isServer: Bool, _ step: DialogueStep) -> Bool {
    if dialogues[index].side == .unknown {
      // The greeting tells, where the line that opens is missing.
      guard isServer, step.code == 220 else { return false }
      dialogues[index].side = step.turn.isSent ? .server : .client
    }
    let isServers = (dialogues[index].side == .server) == step.turn.isSent
    if isServers == isServer { return true }
    if isServer, !dialogues[index].flags.contains(.inAuthentication) { dialogues[index].ask(.other) }
    return false
  }

  /// The session is over, by a line or by silence.
  private mutating func end(dialogue index: Int) {
    conclude(index)
    freeRecipients(index)
    dialogueIndex.remove(dialogues[index].key)
    let last = dialogues.count - 1
    if index < last {
      dialogues[index] = dialogues[last]
      dialogueIndex.set(dialogues[index].key, Int32(truncatingIfNeeded: index))
    }
    dialogues.removeLast()
  }

  /// The session goes on no more: what became of a message whose reply is missing is not known.
  private mutating func giveUp(_ index: Int) {
    if dialogues[index].isInContent { lose(index) }
  }

  /// Ends the sessions that have been silent too long at `watermark`.
  private mutating func purgeDialogues(before watermark: Int64) {
    guard watermark != .max else {
      // What is still open gives what is known of it, in the order of its beginnings.
      let order = dialogues.indices.sorted {
        PackedLocation.precedes(dialogues[$0].place, dialogues[$1].place)
      }
      for index in order {
        giveUp(index)
        conclude(index)
      }
      dialogues.removeAll(keepingCapacity: true)
      dialogueIndex.removeAll()
      return
    }
    var index = 0
    while index < dialogues.count {
      if isOver(dialogues[index], at: watermark) {
        giveUp(index)
        end(dialogue: index)
      } else {
        index += 1
      }
    }
  }

  /// Gives up the tenth of the sessions that have been silent longest.
  private mutating func evictDialogues() {
    let order = dialogues.sorted { $0.time != $1.time ? $0.time < $1.time : $0.key < $1.key }
    for session in order.prefix(Swift.max(1, order.count / 10)) {
      evictedSessions &+= 1
      let index = Int(dialogueIndex.find(session.key))
      if index >= 0 { end(dialogue: index) }
    }
  }

  // MARK: Commands

  private mutating func command(_ step: DialogueStep, _ index: Int) {
    if dialogues[index].flags.contains(.inAuthentication) {
      // The rest of AUTH: no command, whatever it looks like.
      guard step.turn.isAnswered else { return }
      if step.turn.kind == .auth || step.turn.kind == .other {
        answer(step, index)
        return
      }
      // How AUTH ended is not logged: it may have succeeded, and nobody is called a stranger for that.
      dialogues[index].answered()
      dialogues[index].flags.remove(.inAuthentication)
      dialogues[index].flags.insert(.authenticated)
      dialogues[index].user = .none
      dialogues[index].authMethod = .none
    }
    if step.turn.kind == .quit, step.turn.isAnswered, step.code == 0 || dialogues[index].flags.contains(.lost)
    {
      leave(index)
      return
    }
    if dialogues[index].flags.contains(.lost) { return }
    var kind = step.turn.kind
    if dialogues[index].flags.contains(.startsTLS) {
      dialogues[index].flags.remove(.startsTLS)
      dialogues[index].tls = .yes
      // The second EHLO is of the same session.
      if kind == .helo { dialogues[index].parallel = Swift.max(0, dialogues[index].parallel &- 1) }
    }
    switch kind {
    case .helo: dialogues[index].askedHelo = step.text
    case .mail:
      if dialogues[index].isWaiting(for: .mail) || dialogues[index].flags.contains(.resetPending) {
        lose(index)
        return
      }
      if dialogues[index].side == .client, dialogues[index].hasTransaction { conclude(index) }
      dialogues[index].askedSender = step.text
      dialogues[index].askedAt = step.time
      dialogues[index].askedPlace = step.place
    case .rcpt: addRecipient(step, index)
    case .reset:
      if dialogues[index].firstUnanswered >= 0 || dialogues[index].isWaiting(for: .mail) {
        dialogues[index].flags.insert(.resetPending)
      } else if !isShared(index) {
        conclude(index)
      }
    case .auth:
      dialogues[index].authMethod = step.text
      if !step.user.isNone { dialogues[index].user = step.user }
    case .data where step.turn.isAnswered && dialogues[index].isInContent: kind = .none
    default: break
    }
    if kind != .none { dialogues[index].ask(kind) }
    if dialogues[index].flags.contains(.lost) {
      lose(index)
      return
    }
    if step.turn.isAnswered, step.code != 0 {
      answer(step, index)
    } else if step.turn.isAnswered {
      // Nothing tells how it was answered.
      lose(index)
    }
  }

  /// Whether lines of the peer's other sessions may lie between.
  private func isShared(_ index: Int) -> Bool {
    dialogues[index].scope == .peer
      && (dialogues[index].parallel > 1 || dialogues[index].flags.contains(.tangled))
  }

  private mutating func addRecipient(_ step: DialogueStep, _ index: Int) {
    guard Int(dialogues[index].held) < limits.deliveriesPerMessage,
      heldRecipients < MessageFold.dialogueRecipients
    else {
      dialogues[index].flags.insert(.cut)
      droppedDeliveries &+= 1
      return
    }
    var record = DeliveryRecord(time: step.time, place: step.place)
    record.recipient = step.text
    let number = newDelivery(record)
    if dialogues[index].lastRecipient >= 0 {
      deliveries[Int(dialogues[index].lastRecipient)].next = number
    } else {
      dialogues[index].firstRecipient = number
    }
    dialogues[index].lastRecipient = number
    if dialogues[index].firstUnanswered < 0 { dialogues[index].firstUnanswered = number }
    dialogues[index].held &+= 1
    heldRecipients &+= 1
  }

  /// Nothing can be said of the session any more until it begins anew.
  private mutating func lose(_ index: Int) {
    freeRecipients(index)
    dialogues[index].clearTransaction()
    dialogues[index].waitingCount = 0
    dialogues[index].flags.insert(.lost)
  }

  /// QUIT was answered, or the server hung up.
  private mutating func leave(_ index: Int) {
    if dialogues[index].scope == .peer {
      dialogues[index].parallel = Swift.max(0, dialogues[index].parallel &- 1)
      guard dialogues[index].parallel == 0 else { return }
    }
    guard !dialogues[index].isTranscript else {
      // Its lines go on up to the one that closes: a further server may be tried.
      conclude(index)
      freeRecipients(index)
      dialogues[index].waitingCount = 0
      dialogues[index].flags.insert(.lost)
      return
    }
    end(dialogue: index)
  }

  // MARK: Replies

  private mutating func answer(_ step: DialogueStep, _ index: Int) {
    let code = step.code
    if code == 220, !dialogues[index].isWaiting(for: .startTLS) {
      greet(index, step)
      return
    }
    if dialogues[index].flags.contains(.lost) {
      if code == 221 || code == 421 { leave(index) }
      return
    }
    guard dialogues[index].waitingCount > 0 else {
      // The evidence begins inside the session, or the server hangs up.
      if code == 421 {
        leave(index)
      } else if code == 250, dialogues[index].side == .server, !step.id.isNone {
        accept(step, index)
      }
      return
    }
    let waiting = dialogues[index].waiting[0]
    if code == 334 {
      if waiting.kind == .auth { dialogues[index].flags.insert(.inAuthentication) }
      return
    }
    if code == 354, waiting.kind == .data {
      dialogues[index].waiting[0].isContent = true
      return
    }
    let isGood = code >= 200 && code < 300
    guard code >= 400 || isGood && Self.fits(code, waiting.kind) else {
      // No server answers this command so: a line is missing.
      lose(index)
      return
    }
    dialogues[index].answered()
    dialogues[index].flags.remove(.inAuthentication)
    switch waiting.kind {
    case .helo where isGood:
      if !dialogues[index].askedHelo.isNone { dialogues[index].helo = dialogues[index].askedHelo }
      if dialogues[index].scope == .peer {
        if dialogues[index].side == .server { dialogues[index].parallel &+= 1 }
      } else {
        conclude(index)
      }
    case .auth:
      if code == 235 {
        dialogues[index].flags.insert(.authenticated)
        if !step.user.isNone { dialogues[index].user = step.user }
      } else if !dialogues[index].flags.contains(.authenticated) {
        dialogues[index].user = .none
        dialogues[index].authMethod = .none
      }
    case .startTLS: if isGood { dialogues[index].flags.insert(.startsTLS) }
    case .mail: answerMail(step, index, isGood)
    case .rcpt: answerRecipient(step, index)
    case .data, .lastChunk:
      if isGood, waiting.kind == .lastChunk || waiting.isContent || step.turn.isAnswered {
        dialogues[index].side == .server ? accept(step, index) : conclude(index, with: step)
      } else if dialogues[index].side == .client {
        conclude(index, with: step)
      } else if waiting.isContent || waiting.kind == .lastChunk || step.turn.isAnswered, !isShared(index) {
        conclude(index)
      }
    case .chunk: if !isGood { conclude(index, with: step) }
    case .reset: if !isShared(index) { conclude(index) }
    case .quit: leave(index)
    default: break
    }
    if code == 421, dialogueIndex.find(step.key) == Int32(truncatingIfNeeded: index) { leave(index) }
  }

  /// Whether `code`, a success, can be the answer to the command (RFC 5321 §4.3.2, RFC 4954 §6, RFC 3207 §4; IIS logs 240
  /// for QUIT).
  private static func fits(_ code: UInt16, _ kind: DialogueTurn.Kind) -> Bool {
    switch kind {
    case .helo, .mail, .data, .chunk, .lastChunk, .reset: code == 250
    case .rcpt: code >= 250 && code <= 252
    case .auth: code == 235
    case .startTLS: code == 220
    case .quit: code == 221 || code == 240
    default: true
    }
  }

  /// 220: the session begins.
  private mutating func greet(_ index: Int, _ step: DialogueStep) {
    // The reply to QUIT is not always read.
    if dialogues[index].waitingCount == 1, dialogues[index].waiting[0].kind == .quit,
      dialogues[index].scope == .peer, dialogues[index].parallel <= 1
    {
      restart(index, step)
      dialogues[index].peer = step.peer
    }
    if dialogues[index].flags.contains(.greeted) || dialogues[index].waitingCount > 0 {
      guard dialogues[index].scope == .peer, dialogues[index].side == .client else { return }
      // A second session with the same server: from now on replies may be of either.
      dialogues[index].parallel = Swift.max(1, dialogues[index].parallel) &+ 1
      lose(index)
      return
    }
    dialogues[index].flags.formUnion([.greeted, .opened])
    if dialogues[index].scope == .peer, dialogues[index].side == .client { dialogues[index].parallel = 1 }
  }

  private mutating func answerMail(_ step: DialogueStep, _ index: Int, _ isGood: Bool) {
    guard isGood else {
      if dialogues[index].side == .client {
        dialogues[index].flags.insert(.mailRefused)
        dialogues[index].begunAt = dialogues[index].askedAt
        dialogues[index].place = dialogues[index].askedPlace
        dialogues[index].refusalCode = step.code
        dialogues[index].refusal = step.reply
        dialogues[index].refusalEnhanced = step.enhanced
      }
      return
    }
    let asked = dialogues[index].askedSender
    if dialogues[index].scope == .peer, dialogues[index].side == .server {
      dialogues[index].transactions &+= 1
      if dialogues[index].transactions > 1 {
        // Two at a time: which recipient is whose cannot be told.
        dialogues[index].flags.insert(.tangled)
        freeRecipients(index)
        if asked.isNone || dialogues[index].sender.isNone
          || !arena.span.equals(asked.range, arena.span, dialogues[index].sender.range)
        {
          dialogues[index].flags.insert(.senderUnknown)
        }
        return
      }
    }
    // A transaction anew: what was open, or begun before the evidence, is dropped (RFC 5321 §4.1.1.2).
    dropAnswered(index)
    dialogues[index].sender = asked
    dialogues[index].begunAt = dialogues[index].askedAt
    dialogues[index].place = dialogues[index].askedPlace
  }

  /// Frees the recipients before the first that waits for its reply.
  private mutating func dropAnswered(_ index: Int) {
    let stop = dialogues[index].firstUnanswered
    dialogues[index].accepted = 0
    while dialogues[index].firstRecipient >= 0, dialogues[index].firstRecipient != stop {
      let number = dialogues[index].firstRecipient
      dialogues[index].firstRecipient = deliveries[Int(number)].next
      giveBack(deliveriesFrom: number, to: number)
      dialogues[index].held &-= 1
      heldRecipients -= 1
    }
    if dialogues[index].firstRecipient < 0 { dialogues[index].lastRecipient = -1 }
  }

  private mutating func answerRecipient(_ step: DialogueStep, _ index: Int) {
    let isGood = step.code >= 200 && step.code < 300
    if isGood { dialogues[index].accepted &+= 1 }
    let number = dialogues[index].firstUnanswered
    guard number >= 0 else { return }
    let place = Int(number)
    deliveries[place].code = step.code
    deliveries[place].reply = step.reply
    deliveries[place].enhanced = step.enhanced
    deliveries[place].time = Timestamp.later(deliveries[place].time, step.time)
    dialogues[index].firstUnanswered = deliveries[place].next
  }

  // MARK: Ends of transactions

  mutating func freeRecipients(_ index: Int) {
    guard dialogues[index].firstRecipient >= 0 else { return }
    giveBack(deliveriesFrom: dialogues[index].firstRecipient, to: dialogues[index].lastRecipient)
    heldRecipients -= Int(dialogues[index].held)
    dialogues[index].firstRecipient = -1
    dialogues[index].lastRecipient = -1
    dialogues[index].firstUnanswered = -1
    dialogues[index].held = 0
    dialogues[index].accepted = 0
  }

  /// Ends the transaction of session `index`. Where this server is the client, what is known of it is an attempt to
  /// deliver; `final` is the reply to DATA or to the message.
  private mutating func conclude(_ index: Int, with final: DialogueStep? = nil) {
    if dialogues[index].side == .client, dialogues[index].hasTransaction { makeAttempt(index, final) }
    // Those that wait for their replies are of the next transaction.
    dropAnswered(index)
    dialogues[index].clearTransaction()
    dialogues[index].transactions = 0
    dialogues[index].flags.remove(.tangled)
  }

  /// The server took the message: 250 to the end of the data.
  private mutating func accept(_ step: DialogueStep, _ index: Int) {
    makeArrival(step, index)
    guard isShared(index), dialogues[index].transactions > 1 else {
      conclude(index)
      return
    }
    dialogues[index].transactions &-= 1
    freeRecipients(index)
  }
}
