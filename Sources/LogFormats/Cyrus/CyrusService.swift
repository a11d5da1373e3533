import Bytes
import Model

/// The processes of Cyrus IMAP by their names in the log: those of `cyrus.conf`, or of the programs.
enum CyrusService: UInt8 {
  case imap, imaps, pop3, pop3s, lmtp, sieve, nntp, http
  /// `master`, and the tools that keep the databases.
  case daemon
  /// Names that only Cyrus has.
  case tool

  init?(_ line: Span<UInt8>, _ name: ByteRange) {
    guard name.count >= 3, name.count <= 20 else { return nil }
    switch line[name.lower] {
    case .ascii("i"):
      if line.has("imaps", at: name.lower) {
        self = .imaps
      } else if line.has("imap", at: name.lower) {
        self = .imap
      } else if line.equals("idled", in: name) || line.equals("ipurge", in: name) {
        self = .daemon
      } else {
        return nil
      }
    case .ascii("p"):
      if line.has("pop3s", at: name.lower) {
        self = .pop3s
      } else if line.has("pop3", at: name.lower) {
        self = .pop3
      } else if line.equals("proxyd", in: name) || line.equals("ptloader", in: name)
        || line.equals("promstatsd", in: name)
      {
        self = .daemon
      } else {
        return nil
      }
    case .ascii("l"):
      guard line.has("lmtp", at: name.lower) else { return nil }
      self = .lmtp
    case .ascii("s"):
      if line.equals("sieve", in: name) {
        self = .sieve
      } else if line.equals("squatter", in: name) || line.has("sync_", at: name.lower)
        || line.equals("smmapd", in: name)
      {
        self = .daemon
      } else {
        return nil
      }
    case .ascii("t"):
      if line.equals("timsieved", in: name) {
        self = .sieve
      } else if line.equals("tls_prune", in: name) {
        self = .tool
      } else {
        return nil
      }
    case .ascii("c"):
      guard
        line.has("ctl_", at: name.lower) || line.has("cyr", at: name.lower)
          || line.has("cvt_", at: name.lower) || line.has("calalarmd", at: name.lower)
      else { return nil }
      self = .tool
    case .ascii("n"):
      if line.has("nntp", at: name.lower) {
        self = .nntp
      } else if line.equals("notifyd", in: name) || line.equals("notify", in: name) {
        self = .daemon
      } else {
        return nil
      }
    case .ascii("h"):
      guard line.equals("http", in: name) || line.equals("https", in: name) || line.equals("httpd", in: name)
      else { return nil }
      self = .http
    case .ascii("m"):
      guard line.equals("master", in: name) || line.has("mupdate", at: name.lower) else { return nil }
      self = .daemon
    case .ascii("d"):
      guard line.equals("deliver", in: name) || line.equals("delivery", in: name) else { return nil }
      self = .lmtp
    case .ascii("r"), .ascii("q"), .ascii("u"), .ascii("b"), .ascii("f"):
      guard
        line.equals("reconstruct", in: name) || line.equals("quota", in: name)
          || line.equals("unexpunge", in: name) || line.equals("backupd", in: name)
          || line.equals("fud", in: name)
      else { return nil }
      self = .daemon
    default: return nil
    }
  }

  /// Whether the name alone tells that this is Cyrus.
  var isOwnName: Bool { self == .tool }

  var networkProtocol: LogEvent.NetworkProtocol {
    switch self {
    case .imap: .imap
    case .imaps: .imaps
    case .pop3: .pop3
    case .pop3s: .pop3s
    case .lmtp: .lmtp
    case .sieve: .managesieve
    default: .none
    }
  }
}

/// The texts that Cyrus' processes write, told by their beginning.
enum CyrusWording: UInt8 {
  case login, badLogin, startTLS, tlsFailed, usage, counts, delivered, eliminated, redirected, rejected,
    discarded
  case connection, lost, idle, opened, service, trouble

  init?(_ line: Span<UInt8>, _ message: ByteRange) {
    let start = message.lower
    let end = message.upper
    guard start < end else { return nil }
    var found: CyrusWording?
    switch line[start] {
    case .ascii("l"):
      if line.has("login: ", at: start) {
        found = .login
      } else if line.has("lmtp connection preauth", at: start) {
        found = .service
      }
    case .ascii("b"):
      if line.has("badlogin: ", at: start) { found = .badLogin }
    case .ascii("s"):
      if line.has("starttls: ", at: start) {
        found = .startTLS
      } else if line.has("sieve redirected: ", at: start) {
        found = .redirected
      } else if line.has("sieve rejected: ", at: start) {
        found = .rejected
      } else if line.has("sieve discarded: ", at: start) {
        found = .discarded
      } else if line.has("seen_db: ", at: start) || line.has("skiplist: ", at: start)
        || line.has("sieve parse error", at: start) || line.has("sieve runtime error", at: start)
      {
        found = line.find("rror", from: start, to: end) == nil ? .service : .trouble
      } else if line.has("service ", at: start) {
        found = line.find(" pid ", from: start, to: end) == nil ? nil : .service
      }
    case .ascii("S"):
      if line.has("STARTTLS negotiation failed", at: start) || line.has("STARTTLS failed", at: start) {
        found = .tlsFailed
      } else if line.has("SQUAT ", at: start) || line.has("SSL_accept() ", at: start)
        || line.has("Sieve ", at: start)
      {
        found = .service
      }
    case .ascii("U"):
      if line.has("USAGE ", at: start) { found = .usage }
    case .ascii("c"):
      if line.has("counts: retr=", at: start) {
        found = .counts
      } else if line.has("connection from ", at: start) {
        found = .connection
      } else if line.has("client id", at: start) || line.has("created ", at: start)
        || line.has("cyradm ", at: start)
      {
        found = .service
      }
    case .ascii("C"):
      if line.has("Connection reset by peer, closing connection", at: start) {
        found = .lost
      } else if line.has("Connection closed", at: start) {
        found = .idle
      }
    case .ascii("D"):
      if line.has("Delivered: <", at: start) {
        found = .delivered
      } else if line.has("DBERROR", at: start) {
        found = .trouble
      } else if line.has("DIGEST-MD5 ", at: start) || line.has("DBMSG: ", at: start) {
        found = .service
      }
    case .ascii("d"):
      if line.has("dupelim: eliminated duplicate message", at: start) {
        found = .eliminated
      } else if line.has("duplicate_check: ", at: start) || line.has("duplicate_mark: ", at: start)
        || line.has("decoding error", at: start)
      {
        found = .service
      }
    case .ascii("i"):
      if line.has("idle for too long", at: start) {
        found = .idle
      } else if line.has("inittls: ", at: start) {
        found = .service
      }
    case .ascii("o"):
      if line.has("open: user ", at: start) { found = .opened }
    case .ascii("I"):
      if line.has("IOERROR", at: start) { found = .trouble }
    case .ascii("T"):
      if line.has("TLS server engine: ", at: start) || line.has("TLS engine: ", at: start) {
        found = .service
      }
    case .ascii("a"):
      if line.has("accepted connection", at: start) || line.has("auditlog: ", at: start)
        || line.has("about to exec ", at: start) || line.has("autocreate", at: start)
        || line.has("append_check", at: start)
      {
        found = .service
      } else if line.has("autologout", at: start) {
        found = .idle
      }
    case .ascii("e"):
      if line.has("executed", at: start) {
        found = .service
      } else if line.has("entered bad state", at: start) {
        found = .trouble
      }
    case .ascii("E"):
      if line.has("Expunged ", at: start) { found = .service }
    case .ascii("f"):
      if line.has("fetching user_deny", at: start) { found = .service }
    case .ascii("m"):
      if line.has("mystore: ", at: start) || line.has("mydelete: ", at: start)
        || line.has("mboxlist: ", at: start)
      {
        found = .service
      }
    case .ascii("p"):
      if line.has("process ", at: start), line.find("exited", from: start, to: end) != nil {
        found = line.find("signaled", from: start, to: end) == nil ? .service : .trouble
      }
    case .ascii("r"):
      if line.has("ready for work", at: start) { found = .service }
    case .ascii("v"):
      if line.has("verify_user(", at: start) { found = .trouble }
    default: break
    }
    guard let found else { return nil }
    self = found
  }
}
