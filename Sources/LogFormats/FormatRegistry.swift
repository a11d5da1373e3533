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
  }

  /// Reads the message of `line` behind `envelope` into `event`, which it resets first: host, process name and pid from
  /// the envelope, the rest from the format that recognises the program.
  ///
  /// A program of no mail system gives `.otherProgram`; a line without a program, or one that its format does not
  /// understand, `.unrecognized`. rsyslog's `message repeated N times: [ text]` is read as its text with `count` N.
  /// Time is the clock's to set.
  public static func parse(
    _ whole: Span<UInt8>, _ envelope: Envelope, into event: inout LogEvent
  ) {
    event.reset()
    event[.hostName] = envelope.host
    event[.processName] = envelope.program
    event.pid = envelope.pid
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
      return
    }
    let service = PostfixFormat.service(of: envelope.program, in: line)
    if service > PostfixFormat.noService, service != PostfixFormat.unknownService {
      event.format = Format.postfix.rawValue
      PostfixFormat.parse(line, service: service, program: envelope.program, message: message, into: &event)
      Escapes.mark(line, from: message.lower, &event)
      return
    }
    guard let format = otherFormat(of: envelope.program, message, in: line) else {
      event.action = .otherProgram
      return
    }
    parse(line, format, envelope.program, message, into: &event)
    Escapes.mark(line, from: message.lower, &event)
  }

  private static func recognizes(_ program: ByteRange, in line: Span<UInt8>) -> Bool {
    let service = PostfixFormat.service(of: program, in: line)
    return service > PostfixFormat.noService && service != PostfixFormat.unknownService
      || otherFormat(of: program, ByteRange(line.count, line.count), in: line) != nil
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
    }
  }

  /// The format of a program that is none of Postfix' own.
  @inline(never)
  private static func otherFormat(
    of program: ByteRange, _ message: ByteRange, in line: Span<UInt8>
  ) -> Format? {
    if DovecotFormat.recognizes(program: program, in: line) { return .dovecot }
    if AmavisFormat.recognizes(program: program, in: line) { return .amavis }
    if OpenDKIMFormat.recognizes(program: program, in: line) { return .opendkim }
    if OpenDMARCFormat.recognizes(program: program, in: line) { return .opendmarc }
    if PostgreyFormat.recognizes(program: program, in: line) { return .postgrey }
    if PolicydSPFFormat.recognizes(program: program, in: line) { return .policydSPF }
    if SpamdFormat.recognizes(program: program, in: line) { return .spamd }
    if MilterGreylistFormat.recognizes(program: program, in: line) { return .milterGreylist }
    if ClamAVMilterFormat.recognizes(program: program, in: line) { return .clamavMilter }
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
    // The names that other programs have, too (auth, imap): only with Dovecot's level behind the tag.
    if DovecotService(line, program) != .unknown, DovecotPrefix.level(line, at: message.lower) != nil {
      return .dovecot
    }
    return nil
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
        }
      return (dataset(of: format.rawValue), samples)
    }
  }
}
