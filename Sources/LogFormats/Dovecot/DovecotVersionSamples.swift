import Model

/// Own lines of Dovecot 0.99 to 2.4 and of its newer services.
enum DovecotVersionSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      dovecot: submission(anna)<4711><abcdefghijkl>: Successfully relayed message: from=<anna@example.com>, size=512, id=<x@example.com>, nrcpt=2, reply=`250 2.0.0 Ok: queued as 4YM9wq1sjf'
      - event.action: message-queued
      - event.outcome: success
      - network.protocol: submission
      - session.id: abcdefghijkl
      - user.name: anna
      - email.message_id: x@example.com
      - smtp.mail_from: anna@example.com
      - smtp.size: 512
      - smtp.recipients: 2
      - smtp.reply.code: 250
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4YM9wq1sjf
      - smtp.queued_as: 4YM9wq1sjf

      dovecot: imap-login: Logged in: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, mpid=1, TLS, session=<abc>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: abc
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      dovecot: auth(anna,203.0.113.9,sasl:plain)<abcdefghijkl>: Password mismatch (given password: geheim)
      - event.action: warning
      - event.outcome: failure
      - event.reason: Password mismatch
      - session.id: abcdefghijkl
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: plain

      dovecot: auth: Debug: client in: AUTH#0111#011PLAIN#011service=imap#011resp=<hidden>
      - event.action: service
      - detail: client in: AUTH#0111#011PLAIN#011service=imap#011resp=<hidden>

      dovecot: imap(anna)<12><abcdefghijkl>: Error: Mailbox INBOX: read() failed: Input/output error
      - event.action: warning
      - event.outcome: failure
      - event.reason: Mailbox INBOX: read() failed: Input/output error
      - network.protocol: imap
      - session.id: abcdefghijkl
      - user.name: anna

      dovecot: indexer-worker(anna)<12><abcdefghijkl>: Indexed 3 messages in INBOX
      - event.action: service
      - detail: Indexed 3 messages in INBOX

      dovecot: imap-login: Fatal: master: service(imap-login): child 12 killed with signal 9
      - event.action: warning
      - event.outcome: failure
      - event.reason: master: service(imap-login): child 12 killed with signal 9
      - network.protocol: imap

      dovecot: imap-login: proxy(anna): disconnecting 203.0.113.9 (Disconnected by client(0s idle, in=5, out=6)): user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.1, TLS, session=<abc>
      - event.action: disconnect
      - event.reason: proxy(anna): disconnecting 203.0.113.9 (Disconnected by client(0s idle, in=5, out=6))
      - network.protocol: imap
      - session.id: abc
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      pop3-login: Login: anna [203.0.113.9]
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      pop3-login: Aborted login: anna [10.0.0.1] [203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - event.reason: Aborted login
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna [10.0.0.1]

      imap-login: Disconnected [::ffff:203.0.113.9]
      - event.action: disconnect
      - event.reason: Disconnected
      - network.protocol: imap
      - source.ip: 203.0.113.9

      = Dec 30 10:00:00 lmtp(4711, anna): Info: msgid=<x@example.com>: saved mail to INBOX
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - email.message_id: x@example.com
      - smtp.rcpt_to: anna
      - smtp.status: sent
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX

      = Dec 30 10:00:00 store1 deliver(anna): msgid=<x@example.com>: saved mail to INBOX
      - event.action: delivery
      - event.outcome: success
      - email.message_id: x@example.com
      - smtp.rcpt_to: anna
      - smtp.status: sent
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX

      auth: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=rhost=10.0.0.1 rhost=203.0.113.9
      - event.action: warning
      - event.outcome: failure
      - event.reason: pam_unix(dovecot:auth): authentication failure
      - source.ip: 203.0.113.9
      - user.name: rhost=10.0.0.1

      dovecot-auth: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=anna rhost=203.0.113.9  user=anna
      - event.action: warning
      - event.outcome: failure
      - event.reason: pam_unix(dovecot:auth): authentication failure
      - source.ip: 203.0.113.9
      - user.name: anna
      """#)
  }
}
