import Bytes
public import Model

/// The mail systems whose lines are read, in the order of `LogEvent.format`.
///
/// Dispatch is a switch, not a table of existentials: one branch a line. A new format is a case here and a folder
/// beside this file.
public enum FormatRegistry {
  /// A format; its raw value is the event's `format`.
  enum Format: UInt8, CaseIterable {
    case postfix, dovecot, amavis, opendkim, opendmarc, postgrey, policydSPF, spamd, milterGreylist,
      clamavMilter
    case courierLogin
    case cyrus
    case uw
    case vpopmail
    case perdition
    case solidPOP3D
    case qpopper
    case saslauthd
    case dbmail
    case sendmail
    case mailScanner
    case mimeDefang
    case rspamd
    case clamd
    case assp
    case fortimail
    case ironport
    case roundcube
    case squirrelmail
    case horde
    case sogo
    case exchange
    case exim
    case openSMTPD
    case qmail
    case courierMTA
    case domino
    case haraka
    case hmailserver
    case mailenable
    case mdaemon
    case kerio
    case oracleIMS
    case zimbra
  }

  /// Reads `line` of a source with `dialect`: what stands before its message into `envelope`, the rest into `event`,
  /// which it resets first.
  ///
  /// Host, process name and pid are the envelope's, everything else is the format's that recognises the program or,
  /// where none is named, that owns the source or at least the line. A program of no mail system gives
  /// `.otherProgram`; a line that no format understands, `.unrecognized`. rsyslog's `message repeated N times: [ text]`
  /// is read as its text with `count` N. Time is the clock's to set.
  ///
  /// - Parameter mayHoldEscapes: false where it is known that neither `#` nor a backslash stands in the line
  ///   (`NextEscape`): it is not looked through for them then.
  public static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, mayHoldEscapes: Bool = true, _ envelope: inout Envelope,
    into event: inout LogEvent
  ) {
    envelope.sourceStamp = nil
    if dialect.described != 0, parseDescribed(line, dialect, &envelope, into: &event) { return }
    guard let native = dialect.native else {
      Envelope.parse(line, into: &envelope)
      parse(line, &envelope, into: &event)
      return
    }
    parse(line, native, dialect, mayHoldEscapes: mayHoldEscapes, &envelope, into: &event)
  }

  /// As above, for a source whose dialect `isSyslog`; `memo` is that of lines before, of whatever source.
  public static func parse(
    _ line: Span<UInt8>, _ memo: inout HeaderMemo, mayHoldEscapes: Bool = true,
    _ envelope: inout Envelope, into event: inout LogEvent
  ) {
    envelope.sourceStamp = nil
    memo.read(line, into: &envelope)
    let service = envelope.program.isEmpty ? nil : memo.service(of: envelope.program, in: line)
    parse(line, &envelope, service: service, mayHoldEscapes: mayHoldEscapes, into: &event)
  }

  /// Bytes behind a login in which the end of its session is looked for.
  public static let lookAheadBytes = 8 << 10

  /// Whether the lines behind that of `event` may tell what it leaves open.
  @inlinable @inline(__always)
  public static func looksAhead(_ event: borrowing LogEvent) -> Bool {
    guard event.action == .login, event.tlsEstablished == .unknown else { return false }
    return event.sourcePort > 0 ? true : event.outcome == .success
  }

  /// Whether a line of `lines` may be one whose event `looksAhead`; a cheap test that says yes too often.
  public static func mayLookAhead(_ lines: Span<UInt8>) -> Bool {
    lines.find("LOGIN", from: 0) != nil || lines.find("authenticator failed", from: 0) != nil
  }

  /// Completes `event`, of `line`, by what the lines `following` say of the same session.
  public static func lookAhead(
    _ line: Span<UInt8>, _ following: Span<UInt8>, _ dialect: Dialect, into event: inout LogEvent
  ) {
    if event.format == Format.courierLogin.rawValue {
      if event.outcome == .success { CourierLoginFormat.lookAhead(line, following, dialect, into: &event) }
    } else if event.format == Format.exim.rawValue {
      EximSession.lookAhead(line, following, dialect, into: &event)
    }
  }

  /// Reads a line of a system that the user described; false for every other.
  @inline(never)
  private static func parseDescribed(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: inout Envelope, into event: inout LogEvent
  ) -> Bool {
    guard let described = LineFormatSet.numbered(dialect.described) else { return false }
    readEnvelope(line, dialect, into: &envelope)
    event.reset()
    set(envelope, &event)
    var end = envelope.message.upper
    while end > envelope.message.lower, line[end &- 1] <= 32 { end &-= 1 }
    let message = ByteRange(Swift.min(envelope.message.lower, end), end)
    guard !message.isNone,
      described.parse(line, program: envelope.program, message: message, into: &event)
    else { return false }
    Escapes.mark(line, from: message.lower, &event)
    return true
  }

  /// What stands before the message of `line`, in a source with `dialect`.
  public static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) {
    if let native = dialect.native {
      envelope = Envelope()
      if readEnvelope(line, native, dialect, into: &envelope) { return }
    }
    Envelope.parse(line, into: &envelope)
  }

  /// A line of a source that holds a system's own lines.
  private static func parse(
    _ line: Span<UInt8>, _ native: Format, _ dialect: Dialect, mayHoldEscapes: Bool,
    _ envelope: inout Envelope, into event: inout LogEvent
  ) {
    envelope = Envelope()
    if !readEnvelope(line, native, dialect, into: &envelope) {
      Envelope.parse(line, into: &envelope)
      if !envelope.program.isNone {
        parse(line, &envelope, into: &event)
        return
      }
    }
    event.reset()
    set(envelope, &event)
    var end = line.count
    while end > 0, line[end &- 1] <= 32 { end &-= 1 }
    if end == 0 {
      // Between the entries of a rejectlog.
      if native == .exim { event.action = .service }
      return
    }
    let text = line.extracting(0..<end)
    if envelope.message.upper > end {
      envelope.message = ByteRange(Swift.min(envelope.message.lower, end), end)
    }
    event.format = native.rawValue
    parse(text, native, dialect, envelope, into: &event)
    if event.action == .unrecognized {
      parseForeign(text, not: native, &envelope, into: &event)
      if event.action == .unrecognized, native == .exim {
        // Its administrator has it write any text.
        EximFormat.takeText(text, envelope, into: &event)
      }
    } else if mayHoldEscapes {
      Escapes.mark(text, from: 0, &event)
    }
  }

  /// A line without a program that its source's own system, if it has one, does not understand: another's, mixed in.
  @inline(never)
  private static func parseForeign(
    _ line: Span<UInt8>, not native: Format?, _ envelope: inout Envelope, into event: inout LogEvent
  ) {
    var other = Envelope()
    Envelope.parse(line, into: &other)
    guard let owner = owner(of: line, other), owner != native else { return }
    let dialect = Dialect(native: owner)
    var own = Envelope()
    if readEnvelope(line, owner, dialect, into: &own) { other = own }
    event.reset()
    set(other, &event)
    event.format = owner.rawValue
    parse(line, owner, dialect, other, into: &event)
    other.sourceStamp = envelope.stamp
    envelope = other
    Escapes.mark(line, from: 0, &event)
  }

  private static func set(_ envelope: Envelope, _ event: inout LogEvent) {
    event[.hostName] = envelope.host
    event[.processName] = envelope.program
    event.pid = envelope.pid
  }

  /// The system that surely wrote `line`, which names no program.
  static func owner(of line: Span<UInt8>, _ envelope: Envelope) -> Format? {
    guard envelope.program.isNone else { return nil }
    if let owner = owner(of: line) { return owner }
    guard envelope.message.lower > 0 else { return nil }
    return owner(of: line.extracting(envelope.message.range))
  }

  /// Reads the message of `line` behind `envelope` into `event`, which it resets first.
  private static func parse(
    _ whole: Span<UInt8>, _ envelope: inout Envelope, into event: inout LogEvent
  ) {
    let service = envelope.program.isEmpty ? nil : PostfixFormat.service(of: envelope.program, in: whole)
    parse(whole, &envelope, service: service, mayHoldEscapes: true, into: &event)
  }

  /// As above, where `service` is what `PostfixFormat.service` says of the program.
  @inline(__always)
  private static func parse(
    _ whole: Span<UInt8>, _ envelope: inout Envelope, service: PostfixService?, mayHoldEscapes: Bool,
    into event: inout LogEvent
  ) {
    event.reset()
    set(envelope, &event)
    var message = envelope.message
    if let nested = RepeatedLine.nested(whole, message) {
      message = nested.text
      event.count = nested.count
    }
    // Nothing lies behind the message for the formats: a literal that is found never reaches beyond its end.
    var end = message.upper
    while end > message.lower, whole[end &- 1] <= 32 { end &-= 1 }
    let line = whole.extracting(0..<end)
    message = ByteRange(message.lower, end)
    guard !message.isEmpty else {
      if !envelope.program.isEmpty, !recognizes(envelope.program, in: line) { event.action = .otherProgram }
      return
    }
    guard envelope.program.length > 0 else {
      if DovecotFormat.recognizes(text: message, in: line) {
        parse(line, .dovecot, envelope.program, message, into: &event)
      }
      if event.action == .unrecognized {
        parseForeign(line, not: nil, &envelope, into: &event)
      }
      return
    }
    if let service, service != .other {
      event.format = Format.postfix.rawValue
      PostfixFormat.parse(line, service, program: envelope.program, message: message, into: &event)
      if event.action == .unrecognized,
        let format = AccessProgram.format(of: envelope.program, message, in: line)
      {
        // An instance of Cyrus by any name has a `lmtp` and a `master`, too.
        parse(line, format, envelope.program, message, into: &event)
      }
      if mayHoldEscapes { Escapes.mark(line, from: message.lower, &event) }
      return
    }
    guard let format = otherFormat(of: envelope.program, message, in: line) else {
      parseNamed(line, &envelope, into: &event)
      return
    }
    parse(line, format, envelope.program, message, into: &event)
    if mayHoldEscapes { Escapes.mark(line, from: message.lower, &event) }
  }

  /// A line of no known program: of another system, or one of Dovecot's own files, in which a service carries its user or
  /// pid (`lmtp(4711, anna): Info: …`).
  @inline(never)
  private static func parseNamed(
    _ line: Span<UInt8>, _ envelope: inout Envelope, into event: inout LogEvent
  ) {
    let host = envelope.host
    let start =
      !host.isNone && line.find(.ascii("("), from: host.lower, to: host.upper) != nil
      ? host.lower : envelope.program.lower
    guard line.find(.ascii("("), from: start, to: Swift.min(line.count, start + 24)) != nil,
      DovecotFormat.recognizes(named: ByteRange(start, line.count), in: line)
    else {
      event.action = .otherProgram
      return
    }
    if start == host.lower, !host.isNone { envelope.host = .none }
    envelope.program = .none
    envelope.pid = -1
    envelope.message = ByteRange(start, line.count)
    set(envelope, &event)
    parse(line, .dovecot, .none, envelope.message, into: &event)
    Escapes.mark(line, from: start, &event)
  }

  private static func recognizes(_ program: ByteRange, in line: Span<UInt8>) -> Bool {
    if let service = PostfixFormat.service(of: program, in: line), service != .other { return true }
    return otherFormat(of: program, ByteRange(line.count, line.count), in: line) != nil
  }

  private static func parse(
    _ line: Span<UInt8>, _ format: Format, _ program: ByteRange, _ message: ByteRange,
    into event: inout LogEvent
  ) {
    event.format = format.rawValue
    switch format {
    case .postfix: PostfixFormat.parse(line, program: program, message: message, into: &event)
    case .dovecot: DovecotFormat.parse(line, program: program, message: message, into: &event)
    case .amavis: AmavisFormat.parse(line, program: program, message: message, into: &event)
    case .opendkim: OpenDKIMFormat.parse(line, program: program, message: message, into: &event)
    case .opendmarc: OpenDMARCFormat.parse(line, program: program, message: message, into: &event)
    case .postgrey: PostgreyFormat.parse(line, program: program, message: message, into: &event)
    case .policydSPF: PolicydSPFFormat.parse(line, program: program, message: message, into: &event)
    case .spamd: SpamdFormat.parse(line, program: program, message: message, into: &event)
    case .milterGreylist: MilterGreylistFormat.parse(line, program: program, message: message, into: &event)
    case .clamavMilter: ClamAVMilterFormat.parse(line, program: program, message: message, into: &event)
    case .courierLogin: CourierLoginFormat.parse(line, program: program, message: message, into: &event)
    case .cyrus: CyrusFormat.parse(line, program: program, message: message, into: &event)
    case .uw: UWFormat.parse(line, program: program, message: message, into: &event)
    case .vpopmail: VpopmailFormat.parse(line, program: program, message: message, into: &event)
    case .perdition: PerditionFormat.parse(line, program: program, message: message, into: &event)
    case .solidPOP3D: SolidPOP3DFormat.parse(line, program: program, message: message, into: &event)
    case .qpopper: QpopperFormat.parse(line, program: program, message: message, into: &event)
    case .saslauthd: SaslauthdFormat.parse(line, program: program, message: message, into: &event)
    case .dbmail: DBMailFormat.parse(line, program: program, message: message, into: &event)
    case .sendmail: SendmailFormat.parse(line, program: program, message: message, into: &event)
    case .mailScanner: MailScannerFormat.parse(line, program: program, message: message, into: &event)
    case .mimeDefang: MIMEDefangFormat.parse(line, program: program, message: message, into: &event)
    case .rspamd: RspamdFormat.parse(line, program: program, message: message, into: &event)
    case .clamd: ClamdFormat.parse(line, program: program, message: message, into: &event)
    case .assp: ASSPFormat.parse(line, program: program, message: message, into: &event)
    case .fortimail: FortiMailFormat.parse(line, program: program, message: message, into: &event)
    case .ironport: IronPortFormat.parse(line, program: program, message: message, into: &event)
    case .roundcube: RoundcubeFormat.parse(line, program: program, message: message, into: &event)
    case .squirrelmail: SquirrelMailFormat.parse(line, program: program, message: message, into: &event)
    case .horde: HordeFormat.parse(line, program: program, message: message, into: &event)
    case .exim: EximFormat.parse(line, program: program, message: message, into: &event)
    case .sogo: SOGoFormat.parse(line, program: program, message: message, into: &event)
    case .exchange: ExchangeFormat.parse(line, program: program, message: message, into: &event)
    case .openSMTPD: OpenSMTPDFormat.parse(line, program: program, message: message, into: &event)
    case .qmail: QmailFormat.parse(line, program: program, message: message, into: &event)
    case .courierMTA: CourierMTAFormat.parse(line, program: program, message: message, into: &event)
    case .domino: DominoFormat.parse(line, program: program, message: message, into: &event)
    case .haraka: HarakaFormat.parse(line, program: program, message: message, into: &event)
    case .hmailserver: HMailServerFormat.parse(line, program: program, message: message, into: &event)
    case .mailenable: MailEnableFormat.parse(line, program: program, message: message, into: &event)
    case .mdaemon: MDaemonFormat.parse(line, program: program, message: message, into: &event)
    case .kerio: KerioFormat.parse(line, program: program, message: message, into: &event)
    case .oracleIMS: OracleIMSFormat.parse(line, program: program, message: message, into: &event)
    case .zimbra: ZimbraFormat.parse(line, program: program, message: message, into: &event)
    }
  }

  /// The format of a program that is none of Postfix' own.
  @inline(never)
  private static func otherFormat(
    of program: ByteRange, _ message: ByteRange, in line: Span<UInt8>
  ) -> Format? {
    // Whatever tag splogger was given, its lines begin with a number of seconds.
    if QmailFormat.recognizes(text: message, in: line) { return .qmail }
    // Nobody else's, and the tag of most lines that come here.
    if line.equals("dovecot", in: program) { return .dovecot }
    if OpenSMTPDFormat.recognizes(program: program, in: line) { return .openSMTPD }
    if SendmailFormat.recognizes(program: program, in: line) { return .sendmail }
    if EximFormat.recognizes(program: program, in: line) { return .exim }
    if QmailFormat.recognizes(program: program, in: line) { return .qmail }
    if let access = AccessProgram.format(of: program, message, in: line) { return access }
    if CourierMTAFormat.recognizes(program: program, in: line) { return .courierMTA }
    if DovecotFormat.recognizes(program: program, in: line) { return .dovecot }
    if AmavisFormat.recognizes(program: program, in: line) { return .amavis }
    if OpenDKIMFormat.recognizes(program: program, in: line) { return .opendkim }
    if OpenDMARCFormat.recognizes(program: program, in: line) { return .opendmarc }
    if PostgreyFormat.recognizes(program: program, in: line) { return .postgrey }
    if PolicydSPFFormat.recognizes(program: program, in: line) { return .policydSPF }
    if SpamdFormat.recognizes(program: program, in: line) { return .spamd }
    if MilterGreylistFormat.recognizes(program: program, in: line) { return .milterGreylist }
    if ClamAVMilterFormat.recognizes(program: program, in: line) { return .clamavMilter }
    if MailScannerFormat.recognizes(program: program, in: line) { return .mailScanner }
    if MIMEDefangFormat.recognizes(program: program, in: line) { return .mimeDefang }
    if let scanner = ScannerProgram.format(of: program, message, in: line) { return scanner }
    if DominoFormat.recognizes(program: program, in: line) { return .domino }
    if HarakaFormat.recognizes(program: program, in: line) { return .haraka }
    if KerioFormat.recognizes(program: program, in: line) { return .kerio }
    if ZimbraFormat.recognizes(program: program, in: line) { return .zimbra }
    // Behind `postfix/`, and nothing that we know: a policy server of the site's own.
    if PostfixFormat.recognizes(program: program, in: line) { return .postfix }
    // Dovecot 1's own files: the level stands where the tag would.
    let isLevel =
      line.equals("Info", in: program) || line.equals("Warn", in: program)
      || line.equals("Warning", in: program)
      || line.equals("Error", in: program) || line.equals("Fatal", in: program)
    if isLevel, DovecotPrefix(line, from: message.lower, to: message.upper).service != .unknown {
      return .dovecot
    }
    // The names that other programs have, too (auth, imap): only with Dovecot's level behind the tag, or PAM's word to it.
    if DovecotService(line, program) != .unknown,
      DovecotPrefix.level(line, at: message.lower) != nil || DovecotFormat.isPAM(line, message)
    {
      return .dovecot
    }
    // `sendmail -L` sets any tag.
    if SendmailFormat.recognizes(text: message, in: line) { return .sendmail }
    return nil
  }

  // MARK: Systems with logs of their own

  /// Those systems, in the order in which a line of no known source is offered to them.
  private static let natives: [(format: Format, type: any NativeFormat.Type)] = [
    (.exim, EximFormat.self),
    (.rspamd, RspamdFormat.self),
    (.clamd, ClamdFormat.self),
    (.assp, ASSPFormat.self),
    (.fortimail, FortiMailFormat.self),
    (.ironport, IronPortFormat.self),
    (.roundcube, RoundcubeFormat.self),
    (.squirrelmail, SquirrelMailFormat.self),
    (.horde, HordeFormat.self),
    (.sogo, SOGoFormat.self),
    (.exchange, ExchangeFormat.self),
    (.openSMTPD, OpenSMTPDFormat.self),
    (.qmail, QmailFormat.self),
    (.domino, DominoFormat.self),
    (.haraka, HarakaFormat.self),
    (.hmailserver, HMailServerFormat.self),
    (.mailenable, MailEnableFormat.self),
    (.mdaemon, MDaemonFormat.self),
    (.kerio, KerioFormat.self),
    (.oracleIMS, OracleIMSFormat.self),
    (.zimbra, ZimbraFormat.self),
  ]

  /// The format that owns `line`, by its form alone. Off the path of lines that are understood.
  private static func owner(of line: Span<UInt8>) -> Format? {
    for native in natives where native.type.owns(line) { return native.format }
    return nil
  }

  /// Adds what `head` tells of a source of `format`.
  static func refine(_ dialect: inout Dialect, _ format: Format, head: Span<UInt8>) {
    for native in natives where native.format == format { native.type.refine(&dialect, head: head) }
  }

  /// The dialect from here on, where `line` is a table's header; nil for every other line, and for a header that comes
  /// again, as one does at each start of a service: it changes nothing.
  public static func header(_ line: Span<UInt8>, _ dialect: Dialect) -> Dialect? {
    let hash = line.hash(ByteRange(0, line.count)) | 1
    if hash == dialect.header { return nil }
    for native in natives {
      guard var next = native.type.header(line, dialect) else { continue }
      next.native = native.format
      next.header = hash
      next.wrapping = dialect.wrapping
      next.described = dialect.described
      return next
    }
    return nil
  }

  private static func readEnvelope(
    _ line: Span<UInt8>, _ format: Format, _ dialect: Dialect, into envelope: inout Envelope
  ) -> Bool {
    switch format {
    case .exim: EximFormat.readEnvelope(line, dialect, into: &envelope)
    case .rspamd: RspamdFormat.readEnvelope(line, dialect, into: &envelope)
    case .clamd: ClamdFormat.readEnvelope(line, dialect, into: &envelope)
    case .assp: ASSPFormat.readEnvelope(line, dialect, into: &envelope)
    case .fortimail: FortiMailFormat.readEnvelope(line, dialect, into: &envelope)
    case .ironport: IronPortFormat.readEnvelope(line, dialect, into: &envelope)
    case .roundcube: RoundcubeFormat.readEnvelope(line, dialect, into: &envelope)
    case .squirrelmail: SquirrelMailFormat.readEnvelope(line, dialect, into: &envelope)
    case .horde: HordeFormat.readEnvelope(line, dialect, into: &envelope)
    case .sogo: SOGoFormat.readEnvelope(line, dialect, into: &envelope)
    case .exchange: ExchangeFormat.readEnvelope(line, dialect, into: &envelope)
    case .qmail: QmailFormat.readEnvelope(line, dialect, into: &envelope)
    case .domino: DominoFormat.readEnvelope(line, dialect, into: &envelope)
    case .haraka: HarakaFormat.readEnvelope(line, dialect, into: &envelope)
    case .hmailserver: HMailServerFormat.readEnvelope(line, dialect, into: &envelope)
    case .mailenable: MailEnableFormat.readEnvelope(line, dialect, into: &envelope)
    case .mdaemon: MDaemonFormat.readEnvelope(line, dialect, into: &envelope)
    case .kerio: KerioFormat.readEnvelope(line, dialect, into: &envelope)
    case .oracleIMS: OracleIMSFormat.readEnvelope(line, dialect, into: &envelope)
    case .zimbra: ZimbraFormat.readEnvelope(line, dialect, into: &envelope)
    default: false
    }
  }

  private static func parse(
    _ line: Span<UInt8>, _ format: Format, _ dialect: Dialect, _ envelope: Envelope,
    into event: inout LogEvent
  ) {
    switch format {
    case .exim: EximFormat.parse(line, dialect, envelope, into: &event)
    case .rspamd: RspamdFormat.parse(line, dialect, envelope, into: &event)
    case .clamd: ClamdFormat.parse(line, dialect, envelope, into: &event)
    case .assp: ASSPFormat.parse(line, dialect, envelope, into: &event)
    case .fortimail: FortiMailFormat.parse(line, dialect, envelope, into: &event)
    case .ironport: IronPortFormat.parse(line, dialect, envelope, into: &event)
    case .roundcube: RoundcubeFormat.parse(line, dialect, envelope, into: &event)
    case .squirrelmail: SquirrelMailFormat.parse(line, dialect, envelope, into: &event)
    case .horde: HordeFormat.parse(line, dialect, envelope, into: &event)
    case .sogo: SOGoFormat.parse(line, dialect, envelope, into: &event)
    case .exchange: ExchangeFormat.parse(line, dialect, envelope, into: &event)
    case .openSMTPD: OpenSMTPDFormat.parse(line, dialect, envelope, into: &event)
    case .qmail: QmailFormat.parse(line, dialect, envelope, into: &event)
    case .domino: DominoFormat.parse(line, dialect, envelope, into: &event)
    case .haraka: HarakaFormat.parse(line, dialect, envelope, into: &event)
    case .hmailserver: HMailServerFormat.parse(line, dialect, envelope, into: &event)
    case .mailenable: MailEnableFormat.parse(line, dialect, envelope, into: &event)
    case .mdaemon: MDaemonFormat.parse(line, dialect, envelope, into: &event)
    case .kerio: KerioFormat.parse(line, dialect, envelope, into: &event)
    case .oracleIMS: OracleIMSFormat.parse(line, dialect, envelope, into: &event)
    case .zimbra: ZimbraFormat.parse(line, dialect, envelope, into: &event)
    default: break
    }
  }

  /// `event.dataset` of the events with this `format`: `log.postfix`; `log.other` for none.
  public static func dataset(of index: UInt8) -> StaticString {
    switch Format(rawValue: index) {
    case .postfix: "log.postfix"
    case .dovecot: "log.dovecot"
    case .amavis: "log.amavis"
    case .opendkim: "log.opendkim"
    case .opendmarc: "log.opendmarc"
    case .postgrey: "log.postgrey"
    case .policydSPF: "log.policyd-spf"
    case .spamd: "log.spamd"
    case .milterGreylist: "log.milter-greylist"
    case .clamavMilter: "log.clamav-milter"
    case .courierLogin: "log.courier"
    case .cyrus: "log.cyrus"
    case .uw: "log.uw-imap"
    case .vpopmail: "log.vpopmail"
    case .perdition: "log.perdition"
    case .solidPOP3D: "log.solid-pop3d"
    case .qpopper: "log.qpopper"
    case .saslauthd: "log.saslauthd"
    case .dbmail: "log.dbmail"
    case .sendmail: "log.sendmail"
    case .mailScanner: "log.mailscanner"
    case .mimeDefang: "log.mimedefang"
    case .rspamd: "log.rspamd"
    case .clamd: "log.clamd"
    case .assp: "log.assp"
    case .fortimail: "log.fortimail"
    case .ironport: "log.ironport"
    case .roundcube: "log.roundcube"
    case .squirrelmail: "log.squirrelmail"
    case .horde: "log.horde"
    case .sogo: "log.sogo"
    case .exchange: "log.exchange"
    case .exim: "log.exim"
    case .openSMTPD: "log.opensmtpd"
    case .qmail: "log.qmail"
    case .courierMTA: "log.courier"
    case .domino: "log.domino"
    case .haraka: "log.haraka"
    case .hmailserver: "log.hmailserver"
    case .mailenable: "log.mailenable"
    case .mdaemon: "log.mdaemon"
    case .kerio: "log.kerio"
    case .oracleIMS: "log.oracle-ims"
    case .zimbra: "log.zimbra"
    case nil: "log.other"
    }
  }

  /// The sample lines of every format, for the test that proves them, with the dataset that each must give.
  public static var samples: [(dataset: StaticString, samples: [LogSample])] {
    Format.allCases.map { format in
      let samples =
        switch format {
        case .postfix: PostfixFormat.samples
        case .dovecot: DovecotFormat.samples
        case .amavis: AmavisFormat.samples
        case .opendkim: OpenDKIMFormat.samples
        case .opendmarc: OpenDMARCFormat.samples
        case .postgrey: PostgreyFormat.samples
        case .policydSPF: PolicydSPFFormat.samples
        case .spamd: SpamdFormat.samples
        case .milterGreylist: MilterGreylistFormat.samples
        case .clamavMilter: ClamAVMilterFormat.samples
        case .courierLogin: CourierLoginFormat.samples
        case .cyrus: CyrusFormat.samples
        case .uw: UWFormat.samples
        case .vpopmail: VpopmailFormat.samples
        case .perdition: PerditionFormat.samples
        case .solidPOP3D: SolidPOP3DFormat.samples
        case .qpopper: QpopperFormat.samples
        case .saslauthd: SaslauthdFormat.samples
        case .dbmail: DBMailFormat.samples
        case .sendmail: SendmailFormat.samples
        case .mailScanner: MailScannerFormat.samples
        case .mimeDefang: MIMEDefangFormat.samples
        case .rspamd: RspamdFormat.samples
        case .clamd: ClamdFormat.samples
        case .assp: ASSPFormat.samples
        case .fortimail: FortiMailFormat.samples
        case .ironport: IronPortFormat.samples
        case .roundcube: RoundcubeFormat.samples
        case .squirrelmail: SquirrelMailFormat.samples
        case .horde: HordeFormat.samples
        case .exim: EximFormat.samples
        case .sogo: SOGoFormat.samples
        case .exchange: ExchangeFormat.samples
        case .openSMTPD: OpenSMTPDFormat.samples
        case .qmail: QmailFormat.samples
        case .courierMTA: CourierMTAFormat.samples
        case .domino: DominoFormat.samples
        case .haraka: HarakaFormat.samples
        case .hmailserver: HMailServerFormat.samples
        case .mailenable: MailEnableFormat.samples
        case .mdaemon: MDaemonFormat.samples
        case .kerio: KerioFormat.samples
        case .oracleIMS: OracleIMSFormat.samples
        case .zimbra: ZimbraFormat.samples
        }
      return (dataset(of: format.rawValue), samples)
    }
  }
}
