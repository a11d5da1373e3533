import Bytes
import Model

/// What Postfix writes with `-v` or `debug_peer_list`: the SMTP dialogue, attributes between daemons, table look-ups.
///
/// One event of kind `service` a line and no field but the client: the dialogue holds passwords (`< host: AUTH PLAIN …`).
enum PostfixDebug {
  @inline(never)
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("> ", at: start) || line.has("< ", at: start) {
      guard let peer = line.peer(at: start + 2, to: end), line.has(": ", at: peer.end) else { return }
      event.action = .service
      if event.isClientSide { event.setDestination(peer, in: line) } else { event.setSource(peer, in: line) }
      return
    }
    if isFunction(line, from: start, to: end) || isKnown(line, from: start, to: end)
      || isDump(line, from: start, to: end) || line.find(": wanted attribute: ", from: start, to: end) != nil
    {
      event.action = .service
    }
  }

  /// `name_of_function: …`, `name_of_function(…`: lower-case words joined by underscores.
  private static func isFunction(_ line: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var index = start
    var joined = false
    while index < end, index - start < 48 {
      let byte = line[index]
      if byte == .ascii("_") {
        joined = index > start
      } else if !byte.isLower, !byte.isDigit {
        break
      }
      index += 1
    }
    guard joined, index < end else { return false }
    if line[index] == .ascii("[") || line[index] == .ascii("("),
      let close = line.find(": ", from: index, to: end)
    {
      return close - index < 24
    }
    return line[index] == .ascii(":") || line.has(" = ", at: index)
  }

  /// `0010 8a 2c ee …`: bytes of a TLS handshake at log level 3 and 4.
  private static func isDump(_ line: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard end - start > 6, line[start + 4] == 32 else { return false }
    for index in start..<(start + 4) where !line[index].isHexDigit { return false }
    return line.has("- <", at: start + 5) || (line[start + 5].isHexDigit && line[start + 6].isHexDigit)
  }

  private static func isKnown(_ line: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    switch line[start] {
    case .ascii(">"): return line.has(">>> ", at: start)
    case .ascii("<"):
      // A recipient on its own: what trivial-rewrite answered.
      return line[end - 1] == .ascii(">")
    case .ascii("-"): return line.has("-> ", at: start) || line.has("-- ", at: start)
    case .ascii("a"):
      return line.has("after input_transp", at: start) || line.has("auto_clnt", at: start)
        || line.has("accepted ", at: start)
    case .ascii("C"): return line.has("Compiled against ", at: start)
    case .ascii("R"): return line.has("Run-time linked against ", at: start)
    case .ascii("h"):
      return line.has("host name lookup methods", at: start) || line.has("header_", at: start)
    case .ascii("b"):
      return line.has("begin ", at: start) || line.has("before input_transp", at: start)
        || line.has("been_here", at: start)
    case .ascii("c"):
      return line.has("connecting to ", at: start) || line.has("connection established", at: start)
        || line.has("connection closed", at: start)
        || line.has("connect to subsystem ", at: start)
        || line.has("connect to private/", at: start) || line.has("connect to local", at: start)
        || line.has("close_", at: start) || line.has("cname ", at: start) || line.has("cleanup ", at: start)
        || line.has("chroot", at: start)
    case .ascii("d"):
      return line.has("done ", at: start) || line.has("deliver", at: start) || line.has("dict_", at: start)
    case .ascii("e"):
      return line.has("extracted envelope ", at: start) || line.has("end ", at: start)
        || line.has("event_", at: start) || line.has("entry ", at: start)
    case .ascii("f"):
      return line.has("fd=", at: start) || line.has("fsspace: ", at: start) || line.has("flush_", at: start)
        || line.has("found ", at: start)
    case .ascii("o"): return line.has("open ", at: start) || line.has("over-ride ", at: start)
    case .ascii("i"):
      return line.has("initial envelope ", at: start) || line.has("input attribute ", at: start)
        || line.has("idle ", at: start)
        || line.has("inet_", at: start)
    case .ascii("l"): return line.has("lookup ", at: start) || line.has("local_", at: start)
    case .ascii("m"):
      return line.has("master_", at: start) || line.has("master disconnect", at: start)
        || line.has("mynetworks:", at: start)
        || line.has("mapping ", at: start)
    case .ascii("n"): return line.has("name_mask", at: start) || line.has("nexthop ", at: start)
    case .ascii("p"):
      return line.has("pref ", at: start) || line.has("proxymap stream disconnect", at: start)
        || line.has("process generation: ", at: start) || line.has("public/", at: start)
    case .ascii("q"): return line.has("queue ", at: start)
    case .ascii("r"):
      return line.has("request", at: start) || line.has("recipient ", at: start)
        || line.has("rewrite ", at: start)
        || line.has("rec_", at: start) || line.has("rcpt ", at: start) || line.has("read ", at: start)
        || line.has("report ", at: start) || line.has("resolve ", at: start)
    case .ascii("s"):
      return line.has("send attr ", at: start) || line.has("start ", at: start)
        || line.has("status: ", at: start)
        || line.has("sender ", at: start)
    case .ascii("t"):
      return line.has("transport_event", at: start) || line.has("trigger_", at: start)
        || line.has("trying... ", at: start) || line.has("table ", at: start)
    case .ascii("u"):
      return line.has("unix:", at: start) || line.has("unknown_", at: start)
    case .ascii("v"): return line.has("vstream_", at: start) || line.has("via ", at: start)
    case .ascii("w"):
      return line.has("wakeup ", at: start) || line.has("watchdog_", at: start)
        || line.has("write ", at: start)
    default: return false
    }
  }
}
