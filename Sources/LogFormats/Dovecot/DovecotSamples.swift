import Model

/// Own lines that prove DovecotFormat.
enum DovecotSamples {
  static var all: [LogSample] { logins + others + DovecotVersionSamples.all }

  static var logins: [LogSample] {
    LogSample.table(
      #"""
      dovecot: imap-login: Login: user=<anna@example.com>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.25\#
      , mpid=1234, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 203.0.113.9
      - user.name: anna@example.com
      - auth.method: PLAIN
      - tls.established: true

      dovecot: imap-login: Info: Login: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.25, mpid\#
      =1234, TLS, TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits), session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true

      dovecot: pop3-login: Login: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.25, mpid=1234\#
      , session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: false

      dovecot: imap-login: Login: user=<anna>, method=LOGIN, rip=127.0.0.1, lip=127.0.0.1, mpid=1234, se\#
      cured, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 127.0.0.1
      - user.name: anna
      - auth.method: LOGIN

      dovecot: managesieve-login: Login: user=<anna>, method=PLAIN, rip=2001:db8::9, lip=2001:db8::25, m\#
      pid=1234, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: managesieve
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 2001:db8::9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      dovecot: submission-login: Login: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.25, mpid\#
      =1234, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: submission
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      dovecot: imap-login: Disconnected (auth failed, 7 attempts in 111 secs): user=<thousands>, method=\#
      PLAIN, rip=198.51.100.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected (auth failed, 7 attempts in 111 secs)
      - source.ip: 198.51.100.7
      - user.name: thousands
      - auth.method: PLAIN
      - tls.established: false

      dovecot: pop3-login: Aborted login (auth failed, 1 attempts in 2 secs): user=<root>, method=PLAIN\#
      , rip=198.51.100.7, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Aborted login (auth failed, 1 attempts in 2 secs)
      - source.ip: 198.51.100.7
      - user.name: root
      - auth.method: PLAIN
      - tls.established: true

      dovecot: imap-login: Disconnected: Aborted login by logging out (auth failed, 2 attempts in 9 secs\#
      ): user=<carla>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Aborted login by logging out (auth failed, 2 attempts in 9 secs)
      - source.ip: 198.51.100.7
      - user.name: carla
      - auth.method: PLAIN
      - tls.established: true

      dovecot: imap-login: Login aborted: Logged out (auth failed, 1 attempts in 2 secs) (auth_failed)\#
      : user=<carla>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Login aborted: Logged out (auth failed, 1 attempts in 2 secs) (auth_failed)
      - source.ip: 198.51.100.7
      - user.name: carla
      - auth.method: PLAIN
      - tls.established: true

      dovecot: pop3-login: Aborted login: user=<abuse>, method=PLAIN, rip=::ffff:198.51.100.7
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3
      - event.reason: Aborted login
      - source.ip: 198.51.100.7
      - user.name: abuse
      - auth.method: PLAIN

      dovecot: imap-login: Aborted login (tried to use disallowed plaintext auth): user=<>, rip=198.51.1\#
      00.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Aborted login (tried to use disallowed plaintext auth)
      - source.ip: 198.51.100.7
      - tls.established: false

      dovecot: imap-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, rip=19\#
      8.51.100.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: disconnect
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Connection closed (no auth attempts in 0 secs)
      - source.ip: 198.51.100.7
      - tls.established: false

      dovecot: imap-login: Login aborted: Connection closed (no auth attempts in 1 secs) (no_auth_attemp\#
      ts): user=<>, rip=198.51.100.7, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: disconnect
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Login aborted: Connection closed (no auth attempts in 1 secs) (no_auth_attempts)
      - source.ip: 198.51.100.7
      - tls.established: true

      dovecot: imap-login: Disconnected (no auth attempts in 1 secs): user=<>, rip=198.51.100.7, lip=192\#
      .0.2.25, TLS handshaking: SSL_accept() failed: error:14094416, session=<+hgd5vxDBMZtycjJ>
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected (no auth attempts in 1 secs)
      - source.ip: 198.51.100.7
      - tls.established: false

      dovecot: imap-login: Disconnected: Too many invalid commands (no auth attempts in 1 secs): user=<>\#
      , rip=198.51.100.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: disconnect
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Too many invalid commands (no auth attempts in 1 secs)
      - source.ip: 198.51.100.7
      - tls.established: false

      dovecot: imap-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connecti\#
      ons=10): user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - limit.name: mail_max_userip_connections
      - tls.established: true
      - limit.value: 10

      dovecot: imap-login: Disconnected: Connection queue full (no auth attempts in 0 secs): user=<>, ri\#
      p=198.51.100.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: service-limit
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Connection queue full (no auth attempts in 0 secs)
      - source.ip: 198.51.100.7
      - limit.name: Connection queue
      - tls.established: false

      dovecot: imap-login: Disconnected (auth failed, 1 attempts in 3 secs): user=<x>, rip=1.2.3.4, lip=\#
      5.6.7.8>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected (auth failed, 1 attempts in 3 secs)
      - source.ip: 198.51.100.7
      - user.name: x>, rip=1.2.3.4, lip=5.6.7.8
      - auth.method: PLAIN
      - tls.established: false

      dovecot: imap-login: proxy(anna): started proxying to 192.0.2.50:143: user=<anna>, method=PLAIN, r\#
      ip=203.0.113.9, lip=192.0.2.25, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: proxy(anna): started proxying to 192.0.2.50:143
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      dovecot: master: Warning: service(imap-login): process_limit (100) reached, client connections ar\#
      e being dropped
      - event.action: service-limit
      - event.outcome: failure
      - event.reason: service(imap-login): process_limit (100) reached, client connections are being dro\#
      pped
      - limit.name: service(imap-login): process_limit
      - limit.value: 100

      = Jun 23 15:04:05 imap-login: Info: Login: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2\#
      .25, mpid=12, TLS, session=<+hgd5vxDBMZtycjJ>
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: true

      = Jun 23 15:04:05 Info: imap-login: Login: user=<anna>, method=PLAIN, rip=203.0.113.9, lip=192.0.2\#
      .25
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: PLAIN
      - tls.established: false
      """#)
  }

  static var others: [LogSample] {
    LogSample.table(
      #"""
      dovecot: imap(anna)<1234><+hgd5vxDBMZtycjJ>: Disconnected: Logged out in=50 out=601 deleted=0 expu\#
      nged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=0 body_bytes=0
      - event.action: logout
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Logged out
      - user.name: anna
      - detail: in=50 out=601 deleted=0 expunged=0 trashed=0 hdr_count=0 hdr_bytes=0 body_count=0 body_b\#
      ytes=0
      - mailbox.bytes_in: 50
      - mailbox.bytes_out: 601

      dovecot: imap(anna@example.com): Connection closed in=150 out=70601
      - event.action: disconnect
      - network.protocol: imap
      - event.reason: Connection closed
      - user.name: anna@example.com
      - detail: in=150 out=70601
      - mailbox.bytes_in: 150
      - mailbox.bytes_out: 70601

      dovecot: IMAP(anna): Disconnected: Logged out bytes=59/566
      - event.action: logout
      - network.protocol: imap
      - event.reason: Disconnected: Logged out
      - user.name: anna
      - detail: bytes=59/566
      - mailbox.bytes_in: 59
      - mailbox.bytes_out: 566

      dovecot: pop3(anna)<1234><+hgd5vxDBMZtycjJ>: Disconnected: Logged out top=1/100, retr=2/4096, del=\#
      0/2, size=8192
      - event.action: logout
      - network.protocol: pop3
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected: Logged out
      - user.name: anna
      - detail: top=1/100, retr=2/4096, del=0/2, size=8192
      - mailbox.bytes_out: 4196

      dovecot: imap(anna)<1234><+hgd5vxDBMZtycjJ>: Disconnected for inactivity in=10 out=20
      - event.action: disconnect
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Disconnected for inactivity
      - user.name: anna
      - detail: in=10 out=20
      - mailbox.bytes_in: 10
      - mailbox.bytes_out: 20

      dovecot: imap(anna)<1234><+hgd5vxDBMZtycjJ>: expunge: box=INBOX, uid=7, msgid=<20250101.1@example.\#
      org>, size=1000
      - event.action: service
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - user.name: anna
      - mailbox.folder: INBOX
      - detail: expunge: box=INBOX, uid=7, msgid=<20250101.1@example.org>, size=1000

      dovecot: lmtp(4711): Connect from local
      - event.action: connect
      - network.protocol: lmtp

      dovecot: lmtp(4711): Connect from 192.0.2.10
      - event.action: connect
      - network.protocol: lmtp
      - source.ip: 192.0.2.10

      dovecot: lmtp(4711): Disconnect from 192.0.2.10: Client has quit the connection (state=READY)
      - event.action: disconnect
      - network.protocol: lmtp
      - event.reason: Client has quit the connection (state=READY)
      - source.ip: 192.0.2.10

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: msgid=<20250101.1@example.org>: saved mail to INBOX
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX
      - smtp.status: sent

      dovecot: lmtp(4711, anna@example.com): OGcXLGqGc2dnEgAA: sieve: msgid=<20250101.1@example.org>: st\#
      ored mail into mailbox 'Junk'
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: stored mail into mailbox 'Junk'
      - mailbox.folder: Junk
      - smtp.status: sent

      dovecot: lda(anna): msgid=<20250101.1@example.org>: saved mail to INBOX
      - event.action: delivery
      - event.outcome: success
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: anna
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX
      - smtp.status: sent

      dovecot: lda(anna)<4711><OGcXLGqGc2dnEgAA>: sieve: msgid=<20250101.1@example.org>: marked messag\#
      e to be discarded if not explicitly delivered (discard action)
      - event.action: delivery
      - event.outcome: success
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: anna
      - smtp.reply.text: marked message to be discarded if not explicitly delivered (discard action)
      - smtp.status: discarded

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: sieve: msgid=<20250101.1@example.org>: forwarded to <\#
      hugo@example.net>
      - event.action: redirect
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo@example.net
      - smtp.orig_rcpt_to: hugo
      - smtp.reply.text: forwarded to <hugo@example.net>

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: sieve: msgid=<20250101.1@example.org>: redirect actio\#
      n: forwarded to <hugo@example.net>
      - event.action: redirect
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo@example.net
      - smtp.orig_rcpt_to: hugo
      - smtp.reply.text: forwarded to <hugo@example.net>

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: sieve: msgid=<20250101.1@example.org>: sent vacatio\#
      n response to <a@example.org>
      - event.action: service
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo
      - smtp.reply.text: sent vacation response to <a@example.org>

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: sieve: msgid=<20250101.1@example.org>: rejected messa\#
      ge from <a@example.org> (reject)
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo
      - smtp.reply.text: rejected message from <a@example.org> (reject)
      - smtp.status: rejected

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: msgid=<20250101.1@example.org>: save failed to INBOX\#
      : Quota exceeded (mailbox for user is full)
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - event.reason: Quota exceeded (mailbox for user is full)
      - email.message_id: 20250101.1@example.org
      - smtp.rcpt_to: hugo
      - smtp.reply.text: save failed to INBOX: Quota exceeded (mailbox for user is full)
      - mailbox.folder: INBOX

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: msgid=unspecified: saved mail to INBOX
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - smtp.rcpt_to: hugo
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX
      - smtp.status: sent

      dovecot: lmtp(hugo)<4711><OGcXLGqGc2dnEgAA>: msgid=<x: saved mail to Trash@example.org>: saved mai\#
      l to INBOX
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - session.id: OGcXLGqGc2dnEgAA
      - email.message_id: x: saved mail to Trash@example.org
      - smtp.rcpt_to: hugo
      - smtp.reply.text: saved mail to INBOX
      - mailbox.folder: INBOX
      - smtp.status: sent

      dovecot: auth: passwd-file(carla,198.51.100.7,<+hgd5vxDBMZtycjJ>): Password mismatch
      - event.action: warning
      - event.outcome: failure
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Password mismatch
      - source.ip: 198.51.100.7
      - user.name: carla

      dovecot: auth-worker(4712): sql(anna@example.com,198.51.100.7): unknown user
      - event.action: warning
      - event.outcome: failure
      - event.reason: unknown user
      - source.ip: 198.51.100.7
      - user.name: anna@example.com

      dovecot: auth-worker(4712): conn unix:auth-worker (pid=1,uid=97): auth-worker<9>: pam(anna,198.51.\#
      100.7): pam_authenticate() failed: Authentication failure
      - event.action: warning
      - event.outcome: failure
      - event.reason: pam_authenticate() failed: Authentication failure
      - source.ip: 198.51.100.7
      - user.name: anna

      dovecot: auth(default): pam(anna@example.com,198.51.100.7): pam_authenticate() failed: User not kn\#
      own to the underlying authentication module
      - event.action: warning
      - event.outcome: failure
      - event.reason: pam_authenticate() failed: User not known to the underlying authentication module
      - source.ip: 198.51.100.7
      - user.name: anna@example.com

      dovecot: auth: ldap(x,9.9.9.9): unknown user,198.51.100.7,<+hgd5vxDBMZtycjJ>): Password mismatch (\#
      given password: secret)
      - event.action: warning
      - event.outcome: failure
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Password mismatch
      - source.ip: 198.51.100.7
      - user.name: x,9.9.9.9): unknown user

      dovecot: auth: passwd-file(?,198.51.100.7): Missing username
      - event.action: warning
      - event.outcome: failure
      - event.reason: Missing username
      - source.ip: 198.51.100.7

      dovecot: master: Warning: service(auth): client_limit (1000) reached, client connections are bein\#
      g dropped
      - event.action: service-limit
      - event.outcome: failure
      - event.reason: service(auth): client_limit (1000) reached, client connections are being dropped
      - limit.name: service(auth): client_limit
      - limit.value: 1000

      dovecot: master: Dovecot v2.3.21 (47349e2482) starting up for imap, pop3, lmtp (core dumps disabled)
      - event.action: service
      - detail: Dovecot v2.3.21 (47349e2482) starting up for imap, pop3, lmtp (core dumps disabled)

      dovecot: master: Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)
      - event.action: service
      - detail: Killed with signal 15 (by pid=1 uid=0 code=kill)

      dovecot: master: Warning: Time moved forwards by 3600.000000 seconds - adjusting timeouts.
      - event.action: warning
      - event.reason: Time moved forwards by 3600.000000 seconds - adjusting timeouts.

      dovecot: Fatal: auth(default): Support not compiled in for passdb driver 'ldap'
      - event.action: warning
      - event.outcome: failure
      - event.reason: Support not compiled in for passdb driver 'ldap'

      dovecot: imap(anna)<1234><+hgd5vxDBMZtycjJ>: Error: Corrupted index cache file /home/anna/dovecot.\#
      index.cache
      - event.action: warning
      - event.outcome: failure
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Corrupted index cache file /home/anna/dovecot.index.cache
      - user.name: anna

      = Jun 23 15:04:06 imap(anna)<12><+hgd5vxDBMZtycjJ>: Info: Logged out in=1 out=2
      - event.action: logout
      - network.protocol: imap
      - session.id: +hgd5vxDBMZtycjJ
      - event.reason: Logged out
      - user.name: anna
      - detail: in=1 out=2
      - mailbox.bytes_in: 1
      - mailbox.bytes_out: 2

      = Jan 07 14:46:28 Warn: auth(default): userdb(anna,::ffff:127.0.0.1): user not found from userdb
      - event.action: warning
      - event.outcome: failure
      - event.reason: user not found from userdb
      - source.ip: 127.0.0.1
      - user.name: anna
      """#)
  }
}
