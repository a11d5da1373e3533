import Support

/// A server's log made up of what its clients did, in the order of time: Postfix takes mail, Dovecot logins.
///
/// The same seed gives the same log. Times are seconds since Monday, 2024-03-04 00:00 UTC.
struct Traffic {
  static let day = 86_400
  static let hour = 3_600

  private var random: SeededNumbers
  private var lines: [(second: Int, text: String)] = []
  private var number = 0
  private let zone: Int

  /// - Parameter zone: hours that the host's clock is east of Greenwich.
  init(seed: UInt64, zone: Int = 0) {
    random = SeededNumbers(state: seed)
    self.zone = zone
  }

  /// The log.
  var text: String {
    lines.enumerated().sorted { ($0.element.second, $0.offset) < ($1.element.second, $1.offset) }
      .map(\.element.text).joined()
  }

  /// A number of `0..<bound`.
  mutating func below(_ bound: Int) -> Int {
    Int(random.next() % UInt64(bound))
  }

  /// A number of `range`.
  mutating func among(_ range: Range<Int>) -> Int { range.lowerBound + below(range.count) }

  private mutating func put(_ second: Int, _ text: String) {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let local = second + zone * Self.hour
    let day = local / Self.day + 3
    let date = day < 31 ? "2024-03-\(two(day + 1))" : "2024-04-\(two(day - 30))"
    let clock = "\(two(local / 3_600 % 24)):\(two(local / 60 % 60)):\(two(local % 60))"
    lines.append((second, "\(date)T\(clock).000000+\(two(zone)):00 mx1 \(text)\n"))
  }

  // MARK: What a client does in one connection

  /// Brings a message for somebody here.
  mutating func brings(_ client: String, at second: Int, to user: String = "ann") {
    number += 1
    let id = "4T3a\(100_000 + number)z"
    put(second, "postfix/smtpd[11]: connect from \(client)")
    put(second, "postfix/smtpd[11]: \(id): client=\(client)")
    put(second, "postfix/cleanup[12]: \(id): message-id=<\(number)@far.example>")
    put(second, "postfix/qmgr[13]: \(id): from=<a\(number)@far.example>, size=900, nrcpt=1 (queue active)")
    put(
      second + 1,
      "postfix/local[14]: \(id): to=<\(user)@us.example>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to mailbox)"
    )
    put(second + 1, "postfix/qmgr[13]: \(id): removed")
    put(
      second + 1, "postfix/smtpd[11]: disconnect from \(client) ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"
    )
  }

  /// Connects and says nothing.
  mutating func idles(_ client: String, at second: Int) {
    put(second, "postfix/smtpd[11]: connect from \(client)")
    put(second, "postfix/smtpd[11]: lost connection after CONNECT from \(client)")
    put(second, "postfix/smtpd[11]: disconnect from \(client) commands=0/0")
  }

  /// Says hello and leaves.
  mutating func probes(_ client: String, at second: Int) {
    put(second, "postfix/smtpd[11]: connect from \(client)")
    put(second, "postfix/smtpd[11]: disconnect from \(client) ehlo=1 quit=1 commands=2")
  }

  /// Brings a message for somebody whom nobody here knows.
  mutating func misses(_ client: String, at second: Int, user: String) {
    refuses(
      client, second,
      "550 5.1.1 <\(user)@us.example>: Recipient address rejected: User unknown in local recipient table; from=<b@far.example> to=<\(user)@us.example> proto=ESMTP helo=<far.example>"
    )
  }

  /// Is asked to come again.
  mutating func waits(_ client: String, at second: Int, user: String = "ann") {
    refuses(
      client, second,
      "450 4.2.0 <\(user)@us.example>: Recipient address rejected: Greylisted, see http://postgrey.example/help/us.example.html; from=<b@far.example> to=<\(user)@us.example> proto=ESMTP helo=<far.example>"
    )
  }

  /// Wants mail to go somewhere else.
  mutating func wantsRelay(_ client: String, at second: Int, to domain: String) {
    refuses(
      client, second,
      "554 5.7.1 <v@\(domain)>: Relay access denied; from=<b@far.example> to=<v@\(domain)> proto=ESMTP helo=<far.example>"
    )
  }

  private mutating func refuses(_ client: String, _ second: Int, _ reply: String) {
    put(second, "postfix/smtpd[11]: connect from \(client)")
    put(second, "postfix/smtpd[11]: NOQUEUE: reject: RCPT from \(client): \(reply)")
    put(second, "postfix/smtpd[11]: disconnect from \(client) ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4")
  }

  /// Gets mail sent on to strangers.
  mutating func relays(_ client: String, at second: Int, to domain: String) {
    number += 1
    let id = "4T3a\(100_000 + number)z"
    put(second, "postfix/smtpd[11]: connect from \(client)")
    put(second, "postfix/smtpd[11]: \(id): client=\(client)")
    put(second, "postfix/cleanup[12]: \(id): message-id=<\(number)@far.example>")
    put(second, "postfix/qmgr[13]: \(id): from=<a@far.example>, size=900, nrcpt=1 (queue active)")
    put(
      second + 1,
      "postfix/smtp[14]: \(id): to=<v\(number)@\(domain)>, relay=mx.\(domain)[192.0.2.\(number % 40 + 10)]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
    )
    put(second + 1, "postfix/qmgr[13]: \(id): removed")
    put(
      second + 1, "postfix/smtpd[11]: disconnect from \(client) ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"
    )
  }

  /// Sends as `user` to `recipients` strangers.
  mutating func submits(_ user: String, _ address: String, at second: Int, recipients: Int = 1) {
    number += 1
    let id = "4T3a\(100_000 + number)z"
    put(second, "postfix/submission/smtpd[15]: connect from unknown[\(address)]")
    put(
      second,
      "postfix/submission/smtpd[15]: Anonymous TLS connection established from unknown[\(address)]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)"
    )
    put(
      second,
      "postfix/submission/smtpd[15]: \(id): client=unknown[\(address)], sasl_method=PLAIN, sasl_username=\(user)"
    )
    put(second, "postfix/cleanup[12]: \(id): message-id=<\(number)@us.example>")
    put(
      second,
      "postfix/qmgr[13]: \(id): from=<\(user)@us.example>, size=900, nrcpt=\(recipients) (queue active)")
    for place in 0..<recipients {
      put(
        second + 1,
        "postfix/smtp[14]: \(id): to=<p\(number + place)@far.example>, relay=mx.far.example[192.0.2.9]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
      )
    }
    put(second + 1, "postfix/qmgr[13]: \(id): removed")
    put(
      second + 1,
      "postfix/submission/smtpd[15]: disconnect from unknown[\(address)] ehlo=2 starttls=1 auth=1 mail=1 rcpt=\(recipients) data=1 quit=1 commands=8"
    )
  }

  /// Logs in to read mail.
  mutating func logsIn(_ user: String, _ address: String, at second: Int) {
    number += 1
    put(
      second,
      "dovecot: imap-login: Login: user=<\(user)>, method=PLAIN, rip=\(address), lip=192.0.2.1, mpid=\(number), TLS, session=<s\(number)>"
    )
  }

  /// Tries to, in vain.
  mutating func failsToLogIn(_ user: String, _ address: String, at second: Int) {
    number += 1
    put(
      second,
      "dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<\(user)>, method=PLAIN, rip=\(address), lip=192.0.2.1, TLS, session=<s\(number)>"
    )
  }

  /// Opens a connection to read mail and leaves it.
  mutating func looksIn(_ address: String, at second: Int) {
    number += 1
    put(
      second,
      "dovecot: imap-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, rip=\(address), lip=192.0.2.1, TLS, session=<s\(number)>"
    )
  }

  // MARK: Ordinary days

  static let users = ["ann", "bob", "cleo", "dan", "eve", "finn", "gus", "hana"]

  /// Mail of a hundred correspondents and logins of eight users, by day more than by night.
  mutating func ordinaryDays(_ days: Range<Int>, mails: Int = 120) {
    for day in days {
      for _ in 0..<mails {
        let correspondent = below(100)
        let client = "mx.partner\(correspondent).example[198.51.100.\(correspondent + 1)]"
        let isDay = below(4) > 0
        let second = day * Self.day + (isDay ? among(7 * Self.hour..<20 * Self.hour) : below(Self.day))
        brings(client, at: second, to: Self.users[below(8)])
      }
      for (place, user) in Self.users.enumerated() {
        for _ in 0..<6 {
          logsIn(
            user, "203.0.113.\(place + 10)", at: day * Self.day + among(7 * Self.hour..<21 * Self.hour))
        }
        submits(user, "203.0.113.\(place + 10)", at: day * Self.day + among(8 * Self.hour..<18 * Self.hour))
      }
    }
  }
}
