import Model

/// Own lines that prove UWFormat.
enum UWSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      imapd: imap service init from 203.0.113.9
      - event.action: connect
      - network.protocol: imap
      - source.ip: 203.0.113.9

      imapd: imaps SSL service init from 203.0.113.9
      - event.action: connect
      - network.protocol: imaps
      - source.ip: 203.0.113.9
      - tls.established: true

      ipop3d: pop3 service init from 203.0.113.9
      - event.action: connect
      - network.protocol: pop3
      - source.ip: 203.0.113.9

      imapd: Login user=anna host=h9.example.net [203.0.113.9]
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna

      imapd: Authenticated user=anna host=h9.example.net [203.0.113.9] mech=PLAIN
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: mech=PLAIN

      ipop3d: Auth user=anna host=h9.example.net [203.0.113.9] nmsgs=0/0
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: nmsgs=0/0

      imapd: Login failed user=x host=evil [10.0.0.1] auth=x host=evil [10.0.0.1] host=[203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - event.reason: Login failed
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: x host=evil [10.0.0.1]

      imapd: AUTHENTICATE LOGIN failure host=h9.example.net [203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - event.reason: AUTHENTICATE LOGIN failure
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - auth.method: LOGIN

      ipop3d: APOP failed user=anna host=h9.example.net [203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - event.reason: APOP failed
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      imapd: Login excessive login failures user=anna auth=anna host=h9.example.net [203.0.113.9]
      - event.action: rate-limit
      - event.outcome: failure
      - event.reason: Login excessive login failures
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - limit.name: Login excessive login failures

      imapd: Logout user=anna host=h9.example.net [203.0.113.9]
      - event.action: logout
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna

      imapd: Logout user=??? host=h9.example.net [203.0.113.9]
      - event.action: disconnect
      - network.protocol: imap
      - source.ip: 203.0.113.9

      imapd: Command stream end of file, while reading line user=anna host=h9.example.net [203.0.113.9]
      - event.action: connection-lost
      - event.reason: Command stream end of file, while reading line
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna

      imapd: Autologout user=anna host=h9.example.net [203.0.113.9]
      - event.action: disconnect
      - event.reason: Autologout
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna

      imapd: Moved 1024 bytes of new mail to /home/anna/mbox from /var/mail/anna host= h9.example.net [203.0.113.9]
      - event.action: service
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - detail: Moved 1024 bytes of new mail to /home/anna/mbox from /var/mail/anna

      ipop3d: Mailbox vulnerable - directory /var/mail must have 1777 protection
      - event.action: service
      - network.protocol: pop3
      - detail: Mailbox vulnerable - directory /var/mail must have 1777 protection
      """#)
  }
}
