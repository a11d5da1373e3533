import Bytes
import Model

/// TLS lines of smtpd, smtp, lmtp, postscreen and tlsproxy.
/// - Source: postfix/src/tls/tls_misc.c (`tls_log_summary`), tls_server.c, tls_client.c.
enum PostfixTLS {
  /// `Anonymous TLS connection established from name[ip]: TLSv1.3 with cipher X (256/256 bits) …`, and the failures.
  @inline(__always)
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("A"):
      if line.has("Anonymous TLS connection ", at: start) {
        parseSummary(line, from: start &+ 25, to: end, .none, &event)
      }
    case .ascii("U"):
      if line.has("Untrusted TLS connection ", at: start) {
        parseSummary(line, from: start &+ 25, to: end, .untrusted, &event)
      }
    case .ascii("T"):
      if line.has("Trusted TLS connection ", at: start) {
        parseSummary(line, from: start &+ 23, to: end, .trusted, &event)
      } else if line.has("TLS connection ", at: start) {
        parseSummary(line, from: start &+ 15, to: end, .unknown, &event)
      } else if line.has("TLS SNI ", at: start), let from = line.find(" from ", from: start, to: end),
        let peer = line.peer(at: from + 6, to: end)
      {
        event.action = .service
        event.setSource(peer, in: line)
        event[.detail] = ByteRange(start, end)
      }
    case .ascii("V"):
      if line.has("Verified TLS connection ", at: start) {
        parseSummary(line, from: start &+ 24, to: end, .verified, &event)
      }
    case .ascii("S"):
      if line.has("SSL_accept error from ", at: start) {
        parseFailure(line, from: start, peerAt: start + 22, to: end, &event)
      } else if line.has("SSL_connect error to ", at: start) {
        event.isClientSide = true
        parseFailure(line, from: start, peerAt: start + 21, to: end, &event)
      } else if line.has("SSL3 alert ", at: start) || line.has("SSL_accept:", at: start)
        || line.has("SSL_connect:", at: start) || line.has("Server certificate ", at: start)
        || line.has("Server public key ", at: start) || line.has("SSL session ", at: start)
      {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
        event.outcome = .unknown
      }
    case .ascii("C"):
      if line.has("Cannot start TLS: ", at: start) || line.has("Client TLS ", at: start) {
        event.action = .tlsFailed
        event.outcome = .failure
        event.tlsEstablished = .no
        event[.reason] = ByteRange(start, end)
      }
    default: break
    }
  }

  /// `established from name[ip][:port][ to sni]: TLSv1.3 with cipher X (256/256 bits) …`
  @inline(__always)
  private static func parseSummary(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ verification: LogEvent.TLSVerification,
    _ event: inout LogEvent
  ) {
    guard let blank = line.findNear(32, from: start, to: end) else { return }
    var position = blank &+ 1
    let isClient = line.has("to ", at: position)
    position &+= isClient ? 3 : 5
    guard let (peer, colon) = party(line, at: position, to: end) else { return }
    event.action = .tlsEstablished
    event.outcome = .success
    event.tlsEstablished = .yes
    event.tlsVerification = verification
    if isClient {
      event.isClientSide = true
      event.setDestination(peer, in: line)
    } else {
      event.setSource(peer, in: line)
    }
    position = colon &+ 2
    let versionEnd = line.findNear(32, from: position, to: end) ?? end
    event[.tlsVersion] = ByteRange(line.has("TLSv", at: position) ? position &+ 4 : position, versionEnd)
    guard line.has(" with cipher ", at: versionEnd) else { return }
    position = versionEnd &+ 13
    event[.tlsCipher] = ByteRange(position, line.findNear(32, from: position, to: end) ?? end)
  }

  /// `name[ip]:port …: `, or a name alone as 2.2 wrote it, and the place of its colon.
  @inline(__always)
  private static func party(_ line: Span<UInt8>, at start: Int, to end: Int) -> (Peer, Int)? {
    if let peer = line.peer(at: start, to: end) {
      if line.has(": ", at: peer.end) { return (peer, peer.end) }
      if let colon = line.find(": ", from: peer.end, to: end) { return (peer, colon) }
    }
    guard let colon = line.find(": ", from: start, to: end), colon > start else { return nil }
    return (Peer(name: ByteRange(start, colon), address: ByteRange(colon, colon), port: 0, end: colon), colon)
  }

  private static func parseFailure(
    _ line: Span<UInt8>, from start: Int, peerAt: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let (peer, _) = party(line, at: peerAt, to: end) else { return }
    event.action = .tlsFailed
    event.outcome = .failure
    event.tlsEstablished = .no
    if event.isClientSide { event.setDestination(peer, in: line) } else { event.setSource(peer, in: line) }
    event[.reason] = ByteRange(line.has(": ", at: peer.end) ? peer.end + 2 : start, end)
  }
}
