import Bytes
import Model

/// One entry of mail.log: what it holds, however it is written.
struct OracleIMSEntry {
  var sourceChannel: ByteRange = .none
  var action: ByteRange = .none
  var isInbound = true
  var sender: ByteRange = .none
  var original: ByteRange = .none
  var recipient: ByteRange = .none
  var transport: ByteRange = .none
  var application: ByteRange = .none
  var information: ByteRange = .none
  var diagnostic: ByteRange = .none
  var user: ByteRange = .none
  var file: ByteRange = .none
  var messageID: ByteRange = .none
  var size: Int64 = -1

  /// `<co ts= pi= sc= dc= dr= ac= tr= ap= mi= us= di= sz= so= od= de= fi= …/>`: two letters each; values have `"`
  /// escaped.
  static func parseElement(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    var entry = OracleIMSEntry()
    let isConnection = line.has("<co ", at: 0)
    var position = text.lower
    while position + 4 < text.upper {
      guard line.has("=\"", at: position + 2),
        let close = line.find(.ascii("\""), from: position + 4, to: text.upper)
      else { break }
      let value = ByteRange(position + 4, close)
      switch (line[position], line[position + 1]) {
      case (.ascii("s"), .ascii("c")): entry.sourceChannel = value
      case (.ascii("d"), .ascii("r")): entry.isInbound = !line.equals("-", in: value)
      case (.ascii("a"), .ascii("c")): entry.action = value
      case (.ascii("s"), .ascii("z")):
        var digits = value.lower
        entry.size = line.number(&digits, to: value.upper)
      case (.ascii("s"), .ascii("o")), (.ascii("f"), .ascii("r")): entry.sender = value
      case (.ascii("o"), .ascii("d")), (.ascii("o"), .ascii("t")): entry.original = value
      case (.ascii("d"), .ascii("e")), (.ascii("t"), .ascii("o")): entry.recipient = value
      case (.ascii("t"), .ascii("r")): entry.transport = value
      case (.ascii("a"), .ascii("p")): entry.application = value
      case (.ascii("m"), .ascii("i")):
        if isConnection { entry.information = value } else { entry.messageID = value }
      case (.ascii("d"), .ascii("i")): entry.diagnostic = value
      case (.ascii("u"), .ascii("s")): entry.user = value
      case (.ascii("f"), .ascii("i")): entry.file = value
      default: break
      }
      position = AccessLine.skipBlanks(line, from: close + 1, to: text.upper)
    }
    guard !entry.action.isEmpty else { return }
    if isConnection {
      entry.setConnection(line, &event)
    } else {
      entry.setMessage(line, &event)
    }
  }

  /// `tcp_local ims-ms EE 1 sender rfc822;original active …`, `tcp_local D 1 …`, `tcp_local + O TCP|…|… SMTP`
  static func parseColumns(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    var entry = OracleIMSEntry()
    var position = text.lower
    let end = text.upper
    guard let source = line.token(&position, to: end), let second = line.token(&position, to: end) else {
      return
    }
    entry.sourceChannel = source
    if second.count == 1, line[second.lower] == .ascii("+") || line[second.lower] == .ascii("-") {
      entry.isInbound = line[second.lower] == .ascii("+")
      guard let action = line.token(&position, to: end) else { return }
      entry.action = action
      if line.has("TCP|", at: AccessLine.skipBlanks(line, from: position, to: end)) {
        entry.transport = line.token(&position, to: end) ?? .none
        entry.application = line.token(&position, to: end) ?? .none
      }
      entry.diagnostic = line.trimmed(ByteRange(Swift.min(position, end), end))
      if entry.diagnostic.isEmpty { entry.diagnostic = .none }
      entry.setConnection(line, &event)
      return
    }
    var action = second
    if !isAction(line, second, next: position, end) {
      guard let third = line.token(&position, to: end), isAction(line, third, next: position, end) else {
        return
      }
      action = third
    }
    entry.action = action
    position = AccessLine.skipBlanks(line, from: position, to: end)
    entry.size = line.number(&position, to: end)
    entry.setAddresses(line, from: position, to: end)
    entry.setMessage(line, &event)
  }

  /// One to six capitals, then a number.
  private static func isAction(_ line: Span<UInt8>, _ word: ByteRange, next: Int, _ end: Int) -> Bool {
    guard word.count <= 6 else { return false }
    for index in word.range where !line[index].isUpper { return false }
    let digit = AccessLine.skipBlanks(line, from: next, to: end)
    return digit < end && line[digit].isDigit
  }

  /// An empty envelope sender leaves no column behind.
  private mutating func setAddresses(_ line: Span<UInt8>, from start: Int, to end: Int) {
    var position = start
    guard var word = line.token(&position, to: end) else { return }
    if line.has("rfc822;", at: word.lower) {
      sender = ByteRange(word.lower, word.lower)
    } else {
      sender = word
      guard let next = line.token(&position, to: end) else { return }
      word = next
    }
    original = line.has("rfc822;", at: word.lower) ? ByteRange(word.lower + 7, word.upper) : word
    if let next = line.token(&position, to: end) { recipient = next }
    let rest = line.trimmed(ByteRange(Swift.min(position, end), end))
    if !rest.isEmpty { diagnostic = rest }
    // (TCP|lip|lport|rip|rport) inside it
    if let open = line.find("(TCP|", from: rest.lower, to: rest.upper),
      let close = line.find(.ascii(")"), from: open, to: rest.upper)
    {
      transport = ByteRange(open + 1, close)
    }
  }

  /// `TCP|local|port|remote|port`
  private func setEndpoints(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard !transport.isNone, line.has("TCP|", at: transport.lower) else { return }
    var position = transport.lower + 4
    var parts = InlineArray<4, ByteRange>(repeating: .none)
    for index in 0..<4 where position <= transport.upper {
      let stop = line.find(.ascii("|"), from: position, to: transport.upper) ?? transport.upper
      parts[index] = ByteRange(position, stop)
      position = stop + 1
    }
    guard !parts[3].isNone else { return }
    var digits = parts[3].lower
    let remotePort = UInt16(clamping: line.number(&digits, to: parts[3].upper))
    digits = parts[1].lower
    let localPort = line.number(&digits, to: parts[1].upper)
    if event.isClientSide {
      if AccessLine.isAddress(line, parts[2]) { event[.destinationIP] = line.unmapped(parts[2]) }
      event.destinationPort = remotePort
    } else {
      AccessLine.setAddress(line, parts[2], &event)
      event.sourcePort = remotePort
      event.networkProtocol = localPort == 465 ? .submissions : localPort == 587 ? .submission : .smtp
    }
  }

  /// O opened, C closed, X refused, Y failed, I ETRN, U authentication.
  private func setConnection(_ line: Span<UInt8>, _ event: inout LogEvent) {
    event.isClientSide = !isInbound
    setEndpoints(line, &event)
    if !application.isNone, line.find("/TLS-", from: application.lower, to: application.upper) != nil {
      event.tlsEstablished = .yes
    }
    let said = diagnostic.isNone ? information : diagnostic
    switch line[action.lower] {
    case .ascii("O"): event.action = isInbound ? .connect : .service
    case .ascii("C"): event.action = isInbound ? .disconnect : .service
    case .ascii("X"):
      event.action = .connectionRefused
      event.outcome = .failure
      if !said.isEmpty { event[.reason] = said }
    case .ascii("U"):
      event.action = .login
      if !user.isEmpty { event[.userName] = user }
      let reply = diagnostic.isEmpty ? nil : Reply.read(line, from: diagnostic.lower, to: diagnostic.upper)
      if let reply { event.setReply(reply) }
      let isFailure =
        reply.map { $0.code >= 400 }
        ?? (!information.isEmpty
          && line.find("uccessful", from: information.lower, to: information.upper) == nil)
      event.outcome = isFailure ? .failure : .success
      if isFailure, !information.isEmpty { event[.reason] = information }
      if !isFailure, let reply {
        // `LOGIN authentication successful.`
        let stop = line.find(32, from: reply.text.lower, to: reply.text.upper) ?? reply.text.upper
        if line.has(" authentication ", at: stop) { event[.authMethod] = ByteRange(reply.text.lower, stop) }
      }
    default:
      event.action = .service
      if !said.isEmpty { event[.detail] = said }
    }
  }

  /// E enqueued, D dequeued, Q deferred, R returned, J rejected, K returned silently, W warned, Z partly deferred.
  private func setMessage(_ line: Span<UInt8>, _ event: inout LogEvent) {
    event[.mailFrom] = sender
    var to = recipient.isEmpty ? original : recipient
    if !to.isNone, line.has("rfc822;", at: to.lower) { to = ByteRange(to.lower + 7, to.upper) }
    if !to.isEmpty { event[.rcptTo] = to }
    var first = original
    if !first.isNone, line.has("rfc822;", at: first.lower) { first = ByteRange(first.lower + 7, first.upper) }
    if !first.isEmpty, !line.equals(first, line, to) { event[.origRcptTo] = first }
    if !user.isEmpty { event[.userName] = user }
    if messageID.count > 2 {
      let isEscaped = line.has("&lt;", at: messageID.lower) && line.has("&gt;", at: messageID.upper - 4)
      event[.messageID] =
        isEscaped
        ? ByteRange(messageID.lower + 4, Swift.max(messageID.upper - 4, messageID.lower + 4)) : messageID
    }
    if !file.isEmpty {
      let slash = line.findLast(.ascii("/"), from: file.lower, to: file.upper)
      event[.localID] = ByteRange(slash.map { $0 + 1 } ?? file.lower, file.upper)
      event.messageRole = .continues
    }
    if sourceChannel.count >= 3, line.has("tcp", at: sourceChannel.lower) { event.networkProtocol = .smtp }
    setModifiers(line, &event)
    switch line[action.lower] {
    case .ascii("E"):
      event.action = .messageQueued
      event.outcome = .success
      setClient(line, &event)
    case .ascii("D"): setDelivery(line, .sent, &event)
    case .ascii("Q"), .ascii("Z"): setDelivery(line, .deferred, &event)
    case .ascii("R"), .ascii("K"): setDelivery(line, .bounced, &event)
    case .ascii("J"):
      event.action = .reject
      event.outcome = .failure
      setClient(line, &event)
      setReply(line, &event)
      let text =
        event[.replyText].isNone ? (diagnostic.isNone ? ByteRange(0, 0) : diagnostic) : event[.replyText]
      event.rejectClass = Dialogue.classOfReject(
        line, Reply(code: event.replyCode, enhanced: event[.replyEnhanced], text: text), .none)
    default:
      event.action = .service
      if !diagnostic.isEmpty { event[.detail] = diagnostic }
    }
  }

  private func setModifiers(_ line: Span<UInt8>, _ event: inout LogEvent) {
    for index in (action.lower + 1)..<Swift.max(action.upper, action.lower + 1) {
      if line[index] == .ascii("S") { event.tlsEstablished = .yes }
    }
  }

  /// `HELO-NAME (reverse.name [A])` at the end of what is known of the client.
  private func setClient(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard !diagnostic.isEmpty, let close = line.findLast("])", from: diagnostic.lower, to: diagnostic.upper),
      let open = line.findLast(.ascii("["), from: diagnostic.lower, to: close)
    else { return }
    AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
    if let bracket = line.find(" (", from: diagnostic.lower, to: open) {
      event[.helo] = ByteRange(diagnostic.lower, bracket)
    }
  }

  private func setDelivery(_ line: Span<UInt8>, _ status: LogEvent.DeliveryStatus, _ event: inout LogEvent) {
    event.action = .delivery
    event.status = status
    event.outcome = status == .sent ? .success : .failure
    event.isClientSide = true
    setEndpoints(line, &event)
    if !diagnostic.isNone, line.has("dns;", at: diagnostic.lower) {
      let stop = line.find(32, from: diagnostic.lower, to: diagnostic.upper) ?? diagnostic.upper
      event[.destinationDomain] = ByteRange(diagnostic.lower + 4, stop)
    }
    setReply(line, &event)
    if status != .sent, event.replyCode == 0, !diagnostic.isEmpty { event[.reason] = diagnostic }
  }

  /// `smtp;250 2.1.5 …`, the server's last word.
  private func setReply(_ line: Span<UInt8>, _ event: inout LogEvent) {
    guard !diagnostic.isEmpty else { return }
    var start = diagnostic.lower
    if let found = line.findLast("smtp;", from: diagnostic.lower, to: diagnostic.upper) { start = found + 5 }
    start = AccessLine.skipBlanks(line, from: start, to: diagnostic.upper)
    guard let reply = Reply.read(line, from: start, to: diagnostic.upper), reply.code > 0 else { return }
    event.setReply(reply)
    if event.status == .sent { event[.queuedAs] = Reply.queuedAs(line, reply.text) }
  }
}
