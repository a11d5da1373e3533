// swift-format-ignore-file
// Writes a Postfix log of a given size: the benchmark's input. Same arguments, same bytes.
//
//   generate SIZE_IN_MEGABYTES [SEED] > postfix.log
//
// The mix is that of a small mail host: two in three connections bring a message (TLS in most, SASL in some), one in
// ten of these has several recipients, one in twelve is deferred and tried again, one in forty bounces; the other
// connections are refused recipients, failed logins and lost connections. Lifetimes of messages overlap, as they do
// on a busy host: each message's lines are spread over the lines of about thirty others.

struct Generator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func pick(_ list: [String]) -> String { list[below(list.count)] }
}

let arguments = CommandLine.arguments
guard arguments.count >= 2, let megabytes = Int(arguments[1]) else {
  print("usage: generate SIZE_IN_MEGABYTES [SEED] > postfix.log")
  fatalError("usage")
}
var random = Generator(state: arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1)
let words = [
  "anna", "bruno", "carla", "dmitri", "elena", "farid", "greta", "hugo", "irina", "jonas", "kira", "luis",
]
let domains = [
  "partner1.example", "shop.example", "news.example.org", "lists.example.net", "univ.example.edu",
]
let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/// Milliseconds since the first of January; about eleven lines a second.
var clock = 0
func stamp() -> String {
  var day = clock / 86_400_000
  var month = 0
  while day >= lengths[month % 12] {
    day -= lengths[month % 12]
    month += 1
  }
  let second = clock / 1000 % 86_400
  func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
  let dayText = day + 1 < 10 ? " \(day + 1)" : "\(day + 1)"
  return "\(months[month % 12]) \(dayText) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
}

let alphabet = Array("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz")
let base = 1_704_067_200
func queueID(_ inode: Int) -> String {
  var seconds = base + clock / 1000
  var text: [Character] = []
  for _ in 0..<6 {
    text.insert(alphabet[seconds % 52], at: 0)
    seconds /= 52
  }
  var micros = clock % 1000 * 1000 + random.below(1000)
  var fraction: [Character] = []
  for _ in 0..<4 {
    fraction.insert(alphabet[micros % 52], at: 0)
    micros /= 52
  }
  var number = inode
  var tail: [Character] = []
  repeat {
    tail.insert(alphabet[number % 51], at: 0)
    number /= 51
  } while number > 0
  return String(text + fraction) + "z" + String(tail)
}

/// Scripts in progress: the lines of one connection and its message that are still to be written.
var running: [[String]] = []
var pid = 1000

func script() -> [String] {
  pid = pid >= 32_000 ? 1000 : pid + 1
  let process = pid
  let ip = "198.51.\(random.below(100)).\(random.below(254) + 1)"
  let domain = random.pick(domains)
  let client = random.below(5) == 0 ? "unknown[\(ip)]" : "mx\(random.below(9)).\(domain)[\(ip)]"
  let from = "\(random.pick(words))\(random.below(900))@\(domain)"
  let to = "\(random.pick(words))@alpha.example"
  var lines = ["postfix/smtpd[\(process)]: connect from \(client)"]
  let kind = random.below(30)
  if kind < 4 {
    lines.append(
      "postfix/smtpd[\(process)]: NOQUEUE: reject: RCPT from \(client): 554 5.7.1 <\(to)>: Relay access denied; from=<\(from)> to=<\(to)> proto=ESMTP helo=<mail.\(domain)>"
    )
    lines.append("postfix/smtpd[\(process)]: disconnect from \(client) ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4")
    return lines
  }
  if kind < 7 {
    lines.append(
      "postfix/smtpd[\(process)]: warning: \(client): SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=\(random.pick(words))"
    )
    lines.append("postfix/smtpd[\(process)]: lost connection after AUTH from \(client)")
    lines.append("postfix/smtpd[\(process)]: disconnect from \(client) ehlo=1 auth=0/1 commands=1/2")
    return lines
  }
  if kind < 10 {
    lines.append("postfix/smtpd[\(process)]: lost connection after CONNECT from \(client)")
    lines.append("postfix/smtpd[\(process)]: disconnect from \(client) commands=0/0")
    return lines
  }
  let id = queueID(400_000 + random.below(60_000))
  if random.below(4) != 0 {
    lines.append(
      "postfix/smtpd[\(process)]: Anonymous TLS connection established from \(client): TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)"
    )
  }
  let login = random.below(6) == 0 ? ", sasl_method=PLAIN, sasl_username=\(random.pick(words))" : ""
  lines.append("postfix/smtpd[\(process)]: \(id): client=\(client)\(login)")
  lines.append(
    "postfix/cleanup[\(process + 1)]: \(id): message-id=<\(random.next() % 1_000_000_000).\(random.below(99_999))@\(domain)>")
  let recipients = random.below(10) == 0 ? 2 + random.below(6) : 1
  lines.append(
    "postfix/qmgr[812]: \(id): from=<\(from)>, size=\(800 + random.below(90_000)), nrcpt=\(recipients) (queue active)")
  lines.append("postfix/smtpd[\(process)]: disconnect from \(client) ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7")
  for place in 0..<recipients {
    let rcpt = "\(words[(place + process) % words.count])@\(random.below(3) == 0 ? "alpha" : "beta").example"
    let target = "store1.alpha.example[203.0.113.\(random.below(4) + 10)]:25"
    if random.below(12) == 0 {
      lines.append(
        "postfix/smtp[\(process + 2)]: \(id): to=<\(rcpt)>, relay=none, delay=31, delays=0.1/0.02/31/0, dsn=4.4.1, status=deferred (connect to \(target): Connection timed out)"
      )
      lines.append(
        "postfix/qmgr[812]: \(id): from=<\(from)>, size=1234, nrcpt=\(recipients) (queue active)")
    }
    if random.below(40) == 0 {
      lines.append(
        "postfix/smtp[\(process + 2)]: \(id): to=<\(rcpt)>, relay=\(target), delay=0.9, delays=0.1/0.02/0.3/0.48, dsn=5.1.1, status=bounced (host \(target) said: 550 5.1.1 <\(rcpt)>: Recipient address rejected: User unknown (in reply to RCPT TO command))"
      )
    } else {
      lines.append(
        "postfix/smtp[\(process + 2)]: \(id): to=<\(rcpt)>, relay=\(target), delay=0.\(random.below(90) + 10), delays=0.05/0.01/0.02/0.12, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as \(queueID(900_000 + random.below(9_000))))"
      )
    }
  }
  lines.append("postfix/qmgr[812]: \(id): removed")
  return lines
}

var written = 0
var out = ""
while written < megabytes << 20 {
  while running.count < 30 { running.append(script().reversed()) }
  let place = random.below(running.count)
  clock += random.below(180)
  let line = "\(stamp()) mx1 \(running[place].removeLast())\n"
  if running[place].isEmpty { running.remove(at: place) }
  out += line
  written += line.utf8.count
  if out.utf8.count > 1 << 16 {
    print(out, terminator: "")
    out = ""
  }
}
print(out, terminator: "")
