import Bytes
import Model

/// Lines of `auth` and `auth-worker`: `[conn …: ]passwd-file(user,ip[,<session>]): reason`.
///
/// Warnings: the login process tells of the same attempt. With `auth_verbose_passwords` the line carries a password or its
/// hash, which no field holds.
enum DovecotAuth {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let close = line.findLast("): ", from: start, to: end),
      let open = database(line, from: start, to: close)
    else { return }
    event.action = .warning
    event.outcome = .failure
    var reasonEnd = end
    if let password = line.find("given password", from: close, to: end),
      let bracket = line.findLast(.ascii("("), from: close, to: password)
    {
      reasonEnd = bracket > close + 3 ? bracket - 1 : close + 3
    }
    event[.reason] = ByteRange(close + 3, Swift.max(close + 3, reasonEnd))
    parseWho(line, from: open, to: close, &event)
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
