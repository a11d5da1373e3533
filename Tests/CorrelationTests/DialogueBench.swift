import LogFormats

/// Evidence of servers that log dialogues: their own files, each read as its head says.
enum DialogueBench {
  /// The lines of `text`, a file in `folder`. Header lines (`#Fields: …`) tell how, and are no entries.
  static func entries(_ text: String, folder: UInt32 = 0) -> [MessageBench.Entry] {
    let bytes = Array(text.utf8)
    let dialect = Dialect.detect(bytes.span)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      MessageBench.Entry(line: String($0), folder: folder, dialect: dialect)
    }
  }

  static func bench(_ texts: String...) -> MessageBench {
    MessageBench(entries: texts.flatMap { entries($0) })
  }

  // MARK: Exchange

  private static let fields =
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"

  /// Rows of an SMTP receive (or send) protocol log: `>text`, `<text`, `*text`, `+`, `-`, a second apart.
  static func exchange(
    _ session: String, at start: Int, isSend: Bool = false, peer: String = "198.51.100.7", port: Int = 25,
    _ said: [String]
  ) -> String {
    let ends = isSend ? "10.0.0.6:4000\(start % 10),\(peer):25" : "10.0.0.6:\(port),\(peer):40000"
    let rows = said.enumerated().map { number, line in
      let text = line.dropFirst()
      let isNote = line.hasPrefix("*")
      let cell = text.contains(",") ? "\"\(text)\"" : String(text)
      return
        "2024-03-01T10:\(two((start + number) / 60)):\(two((start + number) % 60)).000Z,EX2\\C,\(session),\(number),\(ends),\(line.prefix(1)),\(isNote ? "," : "\(cell),")\(isNote ? cell : "")"
    }
    return
      "#Software: Microsoft Exchange Server\n#Log-type: SMTP \(isSend ? "Send" : "Receive") Protocol Log\n"
      + fields + rows.joined(separator: "\n") + "\n"
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  // MARK: IIS

  private static let iisFields =
    "#Software: Microsoft Internet Information Services 6.0\n#Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes\n"

  /// A row of a client's command: `RCPT +TO:<a>` and the status.
  static func iis(
    _ at: Int, _ client: String, _ helo: String, _ verb: String, _ query: String, _ status: Int,
    bytes: Int = 30
  ) -> String {
    "2024-03-01 10:\(two(at / 60)):\(two(at % 60)) \(client) \(helo) SMTPSVC1 OLD1 10.0.0.7 0 \(verb) - \(query) \(status) 0 50 \(bytes)"
  }

  /// A row of a session that the server opened: `>MAIL FROM:<a>` or `<250+Ok`.
  static func iisOut(_ at: Int, _ server: String, _ said: String) -> String {
    let isReply = said.hasPrefix("<")
    let words = said.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    let name = isReply ? "OutboundConnectionResponse" : "OutboundConnectionCommand"
    let text = isReply ? "- - \(said.dropFirst())" : "\(words[0]) - \(words.count > 1 ? words[1] : "-")"
    return
      "2024-03-01 10:\(two(at / 60)):\(two(at % 60)) \(server) \(name) SMTPSVC1 OLD1 - 25 \(text) 0 0 10 0"
  }

  static func iis(_ rows: [String]) -> String { iisFields + rows.joined(separator: "\n") + "\n" }

  // MARK: MDaemon

  /// One session's block, a second a line.
  static func mdaemon(_ number: Int, at start: Int, _ said: [String]) -> String {
    let lines = ["Session \(number); child 0001"] + said + ["----------"]
    return lines.enumerated().map { place, line in
      "Fri 2024-03-01 10:\(two((start + place) / 60)):\(two((start + place) % 60)).000: \(line)\n"
    }.joined()
  }

  // MARK: MailEnable

  /// Rows of one session: `verb⇥argument⇥reply`, a second apart.
  static func mailEnable(
    _ id: String, at start: Int, isOut: Bool = false, peer: String = "198.51.100.7", _ rows: [String]
  ) -> String {
    rows.enumerated().map { place, row in
      let at = start + place
      return
        "03/01/24 10:\(two(at / 60)):\(two(at % 60))\t\(isOut ? "SMTP-OU" : "SMTP-IN")\t\(id).MAI\t816\t\(peer)\t\(row)\t34\t14\n"
    }.joined()
  }
}
