import Model

/// Own lines that prove the small formats of mailbox access.
enum AccessSamples {
  static var vpopmail: [LogSample] {
    LogSample.table(
      #"""
      vpopmail: vchkpw-pop3: password fail anna@example.com:203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: password fail
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna@example.com

      vpopmail: vchkpw-smtp: password fail (pass: 'it') s mine') anna@example.com:203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: password fail
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - user.name: anna@example.com

      vpopmail: vchkpw-imap: vpopmail user not found root@:203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: vpopmail user not found
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: root

      vpopmail: vchkpw-pop3: (PLAIN) login success anna@example.com:203.0.113.9
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna@example.com
      - auth.method: PLAIN

      vchkpw-submission: vchkpw-submission: null password given anna:2001:db8::9
      - event.action: login
      - event.outcome: failure
      - event.reason: null password given
      - network.protocol: submission
      - user.name: anna:2001:db8:

      vpopmail: vchkpw-smtps: pop access denied anna@example.com:::ffff:203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: pop access denied
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - user.name: anna@example.com

      vpopmail: vchkpw-pop3: could not open lock file
      - event.action: service
      - network.protocol: pop3
      - detail: could not open lock file
      """#)
  }

  static var perdition: [LogSample] {
    LogSample.table(
      #"""
      perdition.imap4: Connect: 203.0.113.9:4711->192.0.2.25:143
      - event.action: connect
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - source.port: 4711

      perdition.imap4s: Auth: 203.0.113.9:4711->192.0.2.25:993 client-secure=ssl authorisation_id=NONE authentication_id="anna" server="store1.example.com:143" protocol=IMAP4S server-secure=plaintext status="ok"
      - event.action: login
      - event.outcome: success
      - network.protocol: imaps
      - source.ip: 203.0.113.9
      - source.port: 4711
      - user.name: anna
      - tls.established: true

      perdition.pop3: Auth: 203.0.113.9->192.0.2.25 user="x" status="ok" server="store1.example.com" port="110" status="failed: Re-Authentication Failure"
      - event.action: login
      - event.outcome: failure
      - event.reason: failed: Re-Authentication Failure
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: x" status="ok

      perdition: Close: 203.0.113.9->192.0.2.25 user="anna" received=123 sent=4567
      - event.action: disconnect
      - source.ip: 203.0.113.9
      - user.name: anna
      - mailbox.bytes_in: 123
      - mailbox.bytes_out: 4567

      perdition.pop3: Fatal error piping data. Exiting child.
      - event.action: warning
      - event.reason: Fatal error piping data. Exiting child.
      - network.protocol: pop3
      """#)
  }

  static var solidPOP3D: [LogSample] {
    LogSample.table(
      #"""
      solid-pop3d: connect from 203.0.113.9
      - event.action: connect
      - network.protocol: pop3
      - source.ip: 203.0.113.9

      solid-pop3d: user anna authenticated - 203.0.113.9
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      solid-pop3d: authentication failed: no such user: adm - 10.0.0.1 - 203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: authentication failed: no such user
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: adm - 10.0.0.1

      solid-pop3d: APOP authentication failed for mapped user anna - 203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: APOP authentication failed for mapped user
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna
      - auth.method: APOP

      solid-pop3d: authentication failed for user anna - 203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: authentication failed for user
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      solid-pop3d: root login not allowed - 203.0.113.9
      - event.action: login
      - event.outcome: failure
      - event.reason: root login not allowed
      - network.protocol: pop3
      - source.ip: 203.0.113.9

      solid-pop3d: session statistics
      - event.action: service
      - network.protocol: pop3
      - detail: session statistics
      """#)
  }

  static var qpopper: [LogSample] {
    LogSample.table(
      #"""
      qpopper: (v4.0.19) POP login by user "anna" at (h9.example.net) 203.0.113.9 [pop_log.c:244]
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      in.qpopper: [AUTH] Failed attempted login to anna from host (h9.example.net) 203.0.113.9 [pop_pass.c:1294]
      - event.action: login
      - event.outcome: failure
      - event.reason: Failed attempted login
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      popper: x at y at h9.example.net (203.0.113.9): -ERR [AUTH] PAM authentication failed for user "x at y": Authentication failure (7) [pop_pass.c:384]
      - event.action: login
      - event.outcome: failure
      - event.reason: -ERR [AUTH] PAM authentication failed for user "x at y": Authentication failure (7)
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: x at y

      popper: anna at h9.example.net (203.0.113.9): -ERR POP timeout from h9.example.net [popper.c:776]
      - event.action: warning
      - event.outcome: failure
      - event.reason: -ERR POP timeout from h9.example.net
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna

      qpopper: Stats: anna 2 4096 0 0 h9.example.net 203.0.113.9 [pop_updt.c:296]
      - event.action: logout
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: 2 4096 0 0 h9.example.net 203.0.113.9

      qpopper: I/O error flushing output to client anna at h9.example.net [203.0.113.9]: Operation not permitted (1) [pop_send.c:709]
      - event.action: connection-lost
      - event.reason: I/O error flushing output to client anna at h9.example.net [203.0.113.9]: Operation not permitted (1)
      - network.protocol: pop3

      qpopper: Servicing request from "h9.example.net" at 203.0.113.9 [pop_init.c:1507]
      - event.action: service
      - network.protocol: pop3
      - detail: Servicing request from "h9.example.net" at 203.0.113.9
      """#)
  }

  static var saslauthd: [LogSample] {
    LogSample.table(
      #"""
      saslauthd: do_auth         : auth failure: [user=anna] [service=imap] [realm=] [mech=pam] [reason=PAM auth error]
      - event.action: warning
      - event.outcome: failure
      - event.reason: PAM auth error
      - network.protocol: imap
      - user.name: anna

      saslauthd: do_auth         : auth success: [user=x] [service=sieve] [service=smtp] [realm=example.com] [mech=pam]
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - user.name: x] [service=sieve
      - detail: do_auth         : auth success: [user=x] [service=sieve] [service=smtp] [realm=example.com] [mech=pam]

      saslauthd: detach_tty      : master pid is: 4711
      - event.action: service
      - detail: detach_tty      : master pid is: 4711
      """#)
  }

  static var dbmail: [LogSample] {
    LogSample.table(
      #"""
      dbmail/imap4d: Notice:[imap] imap4.c,imap4: connection from [203.0.113.9]
      - event.action: service
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - detail: Notice:[imap] imap4.c,imap4: connection from [203.0.113.9]

      dbmail-pop3d: Alert:[pop3] pop3.c,pop3: user [anna] tried to login with wrong password from [203.0.113.9:4711]
      - event.action: login
      - event.outcome: failure
      - event.reason: Alert:[pop3] pop3.c,pop3: user [anna] tried to login with wrong password from [203.0.113.9:4711]
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: anna
      """#)
  }
}
