import Model

/// Own lines that prove CyrusFormat.
enum CyrusSamples {
  static var all: [LogSample] { logins + failures + others }

  private static var logins: [LogSample] {
    LogSample.table(
      #"""
      cyrus/imaps: login: h9.example.net [203.0.113.9] anna plaintext+TLS User logged in SESSIONID=<cyrus-1735549499-65-1-338>
      - event.action: login
      - event.outcome: success
      - network.protocol: imaps
      - session.id: cyrus-1735549499-65-1-338
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: plaintext
      - tls.established: true

      cyrus/pop3: login: [2001:db8::9] bruno plaintext User logged in SESSIONID=<cyrus-1735549499-65-1-338>
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - session.id: cyrus-1735549499-65-1-338
      - source.ip: 2001:db8::9
      - user.name: bruno
      - auth.method: plaintext
      - tls.established: false

      imap: login: h9.example.net [203.0.113.9] anna DIGEST-MD5 User logged in
      - event.action: login
      - session.id: 
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: DIGEST-MD5
      - tls.established: false

      frontend1/imap: login: h9.example.net [203.0.113.9] carla nopassword+TLS User logged in SESSIONID=<f-1-2-3>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: f-1-2-3
      - source.ip: 203.0.113.9
      - user.name: carla
      - auth.method: nopassword
      - tls.established: true

      sieve: login: h9.example.net[203.0.113.9] anna PLAIN User logged in
      - event.action: login
      - session.id: 
      - event.outcome: success
      - network.protocol: managesieve
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN

      imapd: login: h9.example.net[203.0.113.9] anna plaintext
      - event.action: login
      - session.id: 
      - event.outcome: success
      - source.ip: 203.0.113.9
      - network.protocol: imap
      - user.name: anna
      - auth.method: plaintext
      - tls.established: false

      cyrus/imap: login: [203.0.113.9] anonymous guest@example.com
      - event.action: login
      - session.id: 
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anonymous
      """#)
  }

  private static var failures: [LogSample] {
    LogSample.table(
      #"""
      cyrus/imap: badlogin: h9.example.net [203.0.113.9] plaintext (carla) [SASL(-13): authentication failure: checkpass failed]
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: SASL(-13): authentication failure: checkpass failed
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: carla
      - auth.method: plaintext

      cyrus/pop3s: badlogin: [203.0.113.9] plaintext bruno SASL(-13): user not found: checkpass failed
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: SASL(-13): user not found: checkpass failed
      - network.protocol: pop3s
      - source.ip: 203.0.113.9
      - user.name: bruno
      - auth.method: plaintext
      - tls.established: true

      imap: badlogin: h9.example.net [203.0.113.9] DIGEST-MD5 [SASL(-13): authentication failure: client response doesn't match]
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: SASL(-13): authentication failure: client response doesn't match
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - auth.method: DIGEST-MD5

      cyrus/imap: badlogin: [203.0.113.9] plaintext (a) [SASL(-13): b] [10.0.0.1] (c) [SASL(-13): user not found: checkpass failed]
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: SASL(-13): user not found: checkpass failed
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: a) [SASL(-13): b] [10.0.0.1] (c
      - auth.method: plaintext

      cyrus/timsieved: badlogin: h9.example.net[203.0.113.9] PLAIN authentication failure
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: authentication failure
      - network.protocol: managesieve
      - source.ip: 203.0.113.9
      - auth.method: PLAIN

      cyrus/imap: badlogin: h9.example.net [203.0.113.9] plaintext two words invalid user
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: invalid user
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: two words
      - auth.method: plaintext

      cyrus/imap: badlogin: h9.example.net [203.0.113.9] anonymous login refused
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: anonymous login refused
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anonymous

      pop3d: badlogin: [203.0.113.9] wrong password for anna
      - event.action: login
      - session.id: 
      - event.outcome: failure
      - event.reason: wrong password for anna
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      """#)
  }

  private static var others: [LogSample] {
    LogSample.table(
      #"""
      cyrus/imaps: starttls: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits new) no authentication
      - event.action: tls-established
      - session.id: 
      - event.outcome: success
      - network.protocol: imaps
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true

      cyrus/imap: STARTTLS negotiation failed: h9.example.net [203.0.113.9]
      - event.action: tls-failed
      - session.id: 
      - event.outcome: failure
      - event.reason: STARTTLS negotiation failed: h9.example.net [203.0.113.9]
      - network.protocol: imap
      - source.ip: 203.0.113.9

      cyrus/imaps: USAGE anna user: 0.058456 sys: 0.002783
      - event.action: statistics
      - session.id: 
      - network.protocol: imaps
      - user.name: anna
      - detail: user: 0.058456 sys: 0.002783

      cyrus/pop3: counts: retr=<0> top=<0> dele=<0>
      - event.action: statistics
      - session.id: 
      - network.protocol: pop3
      - detail: counts: retr=<0> top=<0> dele=<0>

      cyrus/imap: open: user anna opened INBOX
      - event.action: service
      - session.id: 
      - network.protocol: imap
      - user.name: anna
      - mailbox.folder: INBOX
      - detail: open: user anna opened INBOX

      cyrus/lmtpunix: Delivered: <a@example.com> to mailbox: user.anna
      - event.action: delivery
      - session.id: 
      - event.outcome: success
      - network.protocol: lmtp
      - user.name: anna
      - email.message_id: a@example.com
      - smtp.status: sent
      - smtp.reply.text: Delivered: <a@example.com> to mailbox: user.anna
      - mailbox.folder: user.anna

      lmtp: sieve redirected: <a@example.com> to: bruno@example.org
      - event.action: redirect
      - session.id: 
      - event.outcome: success
      - network.protocol: lmtp
      - email.message_id: a@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.text: sieve redirected: <a@example.com> to: bruno@example.org

      lmtpunix: dupelim: eliminated duplicate message to user.anna id <a@example.com>
      - event.action: delivery
      - session.id: 
      - event.outcome: success
      - network.protocol: lmtp
      - user.name: anna
      - email.message_id: a@example.com
      - smtp.status: discarded
      - smtp.reply.text: dupelim: eliminated duplicate message to user.anna id <a@example.com>
      - mailbox.folder: user.anna

      lmtpunix: sieve rejected: <a@example.com> to: bruno@example.org
      - event.action: delivery
      - session.id: 
      - event.outcome: failure
      - network.protocol: lmtp
      - email.message_id: a@example.com
      - smtp.status: rejected
      - smtp.reply.text: sieve rejected: <a@example.com> to: bruno@example.org

      lmtpunix: sieve discarded: <a@example.com>
      - event.action: delivery
      - session.id: 
      - event.outcome: success
      - network.protocol: lmtp
      - email.message_id: a@example.com
      - smtp.status: discarded
      - smtp.reply.text: sieve discarded: <a@example.com>

      lmtp: connection from h9.example.net [203.0.113.9]
      - event.action: connect
      - session.id: 
      - network.protocol: lmtp
      - source.ip: 203.0.113.9

      imaps: Connection reset by peer, closing connection
      - event.action: connection-lost
      - session.id: 
      - event.reason: Connection reset by peer, closing connection
      - network.protocol: imaps

      cyrus/imap: idle for too long, closing connection
      - event.action: disconnect
      - session.id: 
      - event.reason: idle for too long, closing connection
      - network.protocol: imap

      cyrus/ctl_cyrusdb: checkpointing cyrus databases
      - event.action: service
      - detail: checkpointing cyrus databases

      cyrus/master: process 4711 exited, status 0
      - event.action: service
      - detail: process 4711 exited, status 0

      cyrus/imap: DBERROR: opening /var/lib/cyrus/user/a/anna.seen: cyrusdb error
      - event.action: warning
      - session.id: 
      - event.reason: DBERROR: opening /var/lib/cyrus/user/a/anna.seen: cyrusdb error
      - network.protocol: imap
      """#)
  }
}
