import Bytes
import Model

/// Lines of `auth` and `auth-worker`: `[conn …: ]passwd-file(user,ip[,<session>]): reason`.
///
/// Warnings: the login process tells of the same attempt. With `auth_verbose_passwords` the line carries a password or its
/// hash, which no field holds.
enum DovecotAuth {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if DovecotFormat.isPAM(line, ByteRange(start, end)) {
      parsePAM(line, from: start, to: end, &event)
      return
    }
    guard let close = line.findLast("): ", from: start, to: end),
      let open = database(line, from: start, to: close)
    else { return }
    event.action = .warning
    event.outcome = .failure
    setReason(line, from: close + 3, to: end, &event)
    parseWho(line, from: open, to: close, &event)
  }

  /// The words of 2.4, behind `user,address,sasl:mechanism` of the prefix.
  static func parse(
    _ line: Span<UInt8>, user: ByteRange, text: ByteRange, _ event: inout LogEvent
  ) {
    var end = user.upper
    if let mechanism = line.findLast(",sasl:", from: user.lower, to: end) {
      event[.authMethod] = ByteRange(mechanism + 6, end)
      end = mechanism
    }
    guard line.find(.ascii(","), from: user.lower, to: end) != nil else { return }
    event.action = .warning
    event.outcome = .failure
    setReason(line, from: text.lower, to: text.upper, &event)
    parseWho(line, from: user.lower, to: end, &event)
  }

  /// The text up to a given password.
  private static func setReason(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var reasonEnd = end
    if let password = line.find("given password", from: start, to: end),
      let bracket = line.findLast(.ascii("("), from: start, to: password)
    {
      reasonEnd = bracket > start ? bracket - 1 : start
    }
    event[.reason] = ByteRange(start, Swift.max(start, reasonEnd))
  }

  /// `pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=U rhost=A  user=U`: `ruser` is
  /// the client's text, so the last `rhost=` counts.
  private static func parsePAM(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .warning
    event.outcome = .failure
    event[.reason] = ByteRange(start, line.find(.ascii(";"), from: start, to: end) ?? end)
    guard let host = line.findLast(" rhost=", from: start, to: end) else { return }
    let stop = line.find(32, from: host + 7, to: end) ?? end
    AccessLine.setAddress(line, ByteRange(host + 7, stop), &event)
    if let user = line.find(" user=", from: stop, to: end) {
      event[.userName] = ByteRange(user + 6, end)
    } else if let user = line.find(" ruser=", from: start, to: host), user + 7 < host {
      event[.userName] = ByteRange(user + 7, host)
    }
  }

  /// The position behind the opening bracket of a password database's name.
  private static func database(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while let open = line.find(.ascii("("), from: position, to: end) {
      var first = open
      while first > start, line[first - 1].isAlphanumeric || line[first - 1] == .ascii("-") { first -= 1 }
      if isDatabase(line, ByteRange(first, open)) { return open + 1 }
      position = open + 1
    }
    return nil
  }

  private static func isDatabase(_ line: Span<UInt8>, _ name: ByteRange) -> Bool {
    line.equals("passwd-file", in: name) || line.equals("sql", in: name) || line.equals("pam", in: name)
      || line.equals("ldap", in: name) || line.equals("passwd", in: name) || line.equals("shadow", in: name)
      || line.equals("static", in: name) || line.equals("lua", in: name) || line.equals("oauth2", in: name)
      || line.equals("cache", in: name) || line.equals("userdb", in: name) || line.equals("passdb", in: name)
      || line.equals("dict", in: name) || line.equals("bsdauth", in: name) || line.equals("imap", in: name)
      || line.equals("checkpassword", in: name) || line.equals("policy", in: name)
      || line.equals("vpopmail", in: name)
      || line.equals("plain", in: name) || line.equals("login", in: name) || line.equals("cram-md5", in: name)
      || line.equals("digest-md5", in: name) || line.equals("gssapi", in: name)
      || line.equals("auth", in: name)
      || line.equals("scram-sha-1", in: name) || line.equals("scram-sha-256", in: name)
      || line.equals("xoauth2", in: name) || line.equals("oauthbearer", in: name)
  }

  /// `user,ip[,<session>]` from the right: the name is the client's text. `?` stands for what is not known.
  private static func parseWho(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var limit = end
    if limit > start, line[limit - 1] == .ascii(">"),
      let session = line.findLast(",<", from: start, to: limit)
    {
      event[.sessionID] = ByteRange(session + 2, limit - 1)
      limit = session
    }
    if let comma = line.findLast(.ascii(","), from: start, to: limit) {
      let address = ByteRange(comma + 1, limit)
      if line.isAddress(address) {
        event[.sourceIP] = line.unmapped(address)
        limit = comma
      } else if line.equals("?", in: address) {
        limit = comma
      }
    }
    if limit > start, !line.equals("?", in: ByteRange(start, limit)) {
      event[.userName] = ByteRange(start, limit)
    }
  }
}
