import Bytes

/// The Postfix programs that log, by the last component of the syslog tag.
///
/// `postfix/submission/smtpd`, `postfix-out/smtp` and `mail/smtpd` name the same programs: `syslog_name` and the service's
/// own name stand before the last `/`.
enum PostfixService: UInt8 {
  case smtpd, postscreen, cleanup, qmgr, smtp, lmtp, local, virtual, pipe, error, discard, retry
  case bounce, pickup, anvil, tlsproxy, dnsblog, tlsmgr, scache, verify, master, script
  case trivialRewrite, proxymap, flush, showq, postlogd, spawn, qmqpd, postsuper, sendmail
  /// A program of Postfix with nothing of its own to say (`postmap`, `postdrop`, `postalias`, ...).
  case tool
  /// Behind `postfix/`, and unknown.
  case other

  /// The program named by `range` (without directory part).
  @inline(__always)
  init(_ line: Span<UInt8>, _ range: ByteRange) {
    let word = line.word(at: range.lower)
    switch range.count {
    case 4:
      switch UInt32(truncatingIfNeeded: word) {
      case 0x7267_6D71: self = .qmgr
      case 0x7074_6D73: self = .smtp
      case 0x7074_6D6C: self = .lmtp
      case 0x6570_6970: self = .pipe
      default: self = PostfixService.rare(line, range)
      }
    case 5:
      switch word & 0xFF_FFFF_FFFF {
      case 0x64_7074_6D73: self = .smtpd
      case 0x6C_6163_6F6C: self = .local
      case 0x72_6F72_7265: self = .error
      case 0x6C_6976_6E61: self = .anvil
      default: self = PostfixService.rare(line, range)
      }
    case 6:
      switch word & 0xFFFF_FFFF_FFFF {
      case 0x6563_6E75_6F62: self = .bounce
      case 0x7075_6B63_6970: self = .pickup
      case 0x7265_7473_616D: self = .master
      default: self = PostfixService.rare(line, range)
      }
    case 7:
      self =
        word & 0xFF_FFFF_FFFF_FFFF == 0x70_756E_6165_6C63
        ? .cleanup : PostfixService.rare(line, range)
    default: self = PostfixService.rare(line, range)
    }
  }

  @inline(never)
  private static func rare(_ line: Span<UInt8>, _ range: ByteRange) -> PostfixService {
    switch range.count {
    case 5:
      if line.equals("oqmgr", in: range) { return .qmgr }
      if line.equals("retry", in: range) { return .error }
      if line.equals("flush", in: range) { return .flush }
      if line.equals("showq", in: range) { return .showq }
      if line.equals("spawn", in: range) { return .spawn }
      if line.equals("qmqpd", in: range) { return .qmqpd }
      if line.equals("nqmgr", in: range) { return .qmgr }
    case 6:
      if line.equals("tlsmgr", in: range) { return .tlsmgr }
      if line.equals("scache", in: range) { return .scache }
      if line.equals("verify", in: range) { return .verify }
      if line.equals("script", in: range) { return .script }
    case 7:
      if line.equals("virtual", in: range) { return .virtual }
      if line.equals("discard", in: range) { return .discard }
      if line.equals("dnsblog", in: range) { return .dnsblog }
      if line.equals("postmap", in: range) || line.equals("postcat", in: range) { return .tool }
    case 8:
      if line.equals("tlsproxy", in: range) { return .tlsproxy }
      if line.equals("proxymap", in: range) { return .proxymap }
      if line.equals("postlogd", in: range) { return .postlogd }
      if line.equals("sendmail", in: range) { return .sendmail }
      if line.equals("postdrop", in: range) || line.equals("postconf", in: range)
        || line.equals("postkick", in: range) || line.equals("postlock", in: range)
      {
        return .tool
      }
    case 9:
      if line.equals("postsuper", in: range) { return .postsuper }
      if line.equals("postalias", in: range) || line.equals("postqueue", in: range)
        || line.equals("postmulti", in: range) || line.equals("smtp-sink", in: range)
      {
        return .tool
      }
    case 10:
      if line.equals("postscreen", in: range) { return .postscreen }
      if line.equals("proxywrite", in: range) { return .proxymap }
      if line.equals("postfinger", in: range) { return .tool }
    default:
      if line.equals("trivial-rewrite", in: range) { return .trivialRewrite }
      if line.equals("postfix-script", in: range) || line.equals("postmulti-script", in: range)
        || line.equals("postfix-tls-script", in: range) || line.equals("post-install", in: range)
      {
        return .script
      }
      if line.equals("smtp-source", in: range) || line.equals("postfix-wrapper", in: range) { return .tool }
    }
    if line.equals("postlog", in: range) || line.equals("postfix", in: range) { return .tool }
    return .other
  }
}
