import Model

/// Own lines that prove CourierLoginFormat.
enum CourierLoginSamples {
  static var all: [LogSample] { logins + ends + others }

  private static var logins: [LogSample] {
    LogSample.table(
      #"""
      imapd: LOGIN, user=anna, ip=[::ffff:203.0.113.9], port=[19683], protocol=IMAP
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - source.port: 19683
      - user.name: anna

      imapd-ssl: LOGIN, user=anna@example.com, ip=[2001:db8::9], port=[40123], protocol=IMAP
      - event.action: login
      - event.outcome: success
      - network.protocol: imaps
      - source.ip: 2001:db8::9
      - source.port: 40123
      - user.name: anna@example.com
      - tls.established: true

      pop3d: LOGIN FAILED, user=root>, method=PLAIN, rip=127.0.0.1, lip=127.0.0.1, ip=[::ffff:203.0.113.80], port=[36039]
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3
      - source.ip: 203.0.113.80
      - source.port: 36039
      - user.name: root>, method=PLAIN, rip=127.0.0.1, lip=127.0.0.1

      pop3d-ssl: LOGIN FAILED, user=x, ip=[10.0.0.1], port=[1], ip=[203.0.113.80]
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3s
      - source.ip: 203.0.113.80
      - user.name: x, ip=[10.0.0.1], port=[1]
      - tls.established: true

      imapd: LOGIN FAILED, method=CRAM-MD5, ip=[::ffff:203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - auth.method: CRAM-MD5

      imaplogin: LOGIN FAILED, ip=[::ffff:203.0.113.9]
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - source.ip: 203.0.113.9

      courierpop3login: INFO: LOGIN, user=bruno, ip=[::ffff:203.0.113.9]
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - user.name: bruno

      pop3d: LOGIN FAILED, user=, ip=[::ffff:203.0.113.9], port=[7]
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - source.port: 7
      - user.name: 

      imapd: LOGIN FAILED, user=cut off in the mid
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - detail: LOGIN FAILED, user=cut off in the mid
      """#)
  }

  private static var ends: [LogSample] {
    LogSample.table(
      #"""
      imapd: Connection, ip=[::ffff:203.0.113.9], port=[19683]
      - event.action: connect
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - source.port: 19683

      imapd: LOGOUT, user=anna, ip=[::ffff:203.0.113.9], port=[19683], headers=0, body=0, rcvd=49, sent=354, time=2
      - event.action: logout
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - source.port: 19683
      - user.name: anna
      - detail: headers=0, body=0, rcvd=49, sent=354, time=2
      - tls.established: false
      - mailbox.bytes_in: 49
      - mailbox.bytes_out: 354

      imapd: LOGOUT, user=anna, ip=[::ffff:203.0.113.9], headers=0, body=0, rcvd=49, sent=354, time=0, starttls=1
      - event.action: logout
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: headers=0, body=0, rcvd=49, sent=354, time=0, starttls=1
      - tls.established: true
      - mailbox.bytes_in: 49
      - mailbox.bytes_out: 354

      pop3d: LOGOUT, user=anna, ip=[::ffff:203.0.113.9], port=[5], top=0, retr=0, rcvd=12, sent=39, time=0, stls=1
      - event.action: logout
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - source.port: 5
      - user.name: anna
      - detail: time=0, stls=1
      - tls.established: true
      - mailbox.bytes_in: 12
      - mailbox.bytes_out: 39

      pop3d: LOGOUT, ip=[::ffff:203.0.113.9], port=[5]
      - event.action: disconnect
      - network.protocol: pop3
      - source.ip: 203.0.113.9
      - source.port: 5

      imaplogin: DISCONNECTED, user=anna, ip=[::ffff:203.0.113.9], headers=0, body=836, time=10
      - event.action: connection-lost
      - event.reason: DISCONNECTED
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: headers=0, body=836, time=10

      imapd: Disconnected, ip=[::ffff:203.0.113.9], port=[35563], time=1
      - event.action: disconnect
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - source.port: 35563
      - detail: time=1

      imapd-ssl: TIMEOUT, user=anna, ip=[::ffff:203.0.113.9], headers=0, body=0, rcvd=9, sent=35, time=1800, starttls=1
      - event.action: disconnect
      - event.reason: TIMEOUT
      - network.protocol: imaps
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: headers=0, body=0, rcvd=9, sent=35, time=1800, starttls=1
      - tls.established: true
      - mailbox.bytes_in: 9
      - mailbox.bytes_out: 35

      imapd: NOTICE: Disconnected during shutdown by signal, user=anna, ip=[203.0.113.9], headers=0, body=0, time=4
      - event.action: disconnect
      - event.reason: Disconnected during shutdown by signal
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: headers=0, body=0, time=4
      """#)
  }

  private static var others: [LogSample] {
    LogSample.table(
      #"""
      imapd: Maximum connection limit reached for ::ffff:203.0.113.200
      - event.action: rate-limit
      - event.outcome: failure
      - event.reason: Maximum connection limit reached for ::ffff:203.0.113.200
      - network.protocol: imap
      - source.ip: 203.0.113.200
      - limit.name: Maximum connection limit

      imapd-ssl: couriertls: accept: error:14094416:SSL routines:SSL3_READ_BYTES:sslv3 alert certificate unknown
      - event.action: tls-failed
      - event.outcome: failure
      - event.reason: couriertls: accept: error:14094416:SSL routines:SSL3_READ_BYTES:sslv3 alert certificate unknown
      - network.protocol: imaps

      imapd: /etc/courier/shared/index: No such file or directory
      - event.action: warning
      - event.reason: /etc/courier/shared/index: No such file or directory
      - network.protocol: imap

      authdaemond: modules="authuserdb", daemons=5
      - event.action: service
      - detail: modules="authuserdb", daemons=5

      authdaemond: authmysql: clearpasswd=geheim, passwd=$1$abc
      - event.action: service
      - detail: authmysql

      authdaemond: Authenticated: sysusername=<null>, address=anna@example.com, clearpasswd=geheim, passwd=x
      - event.action: service
      - detail: Authenticated: sysusername=<null>, address=anna@example.com

      authdaemond: failed to connect to mysql server (server=db.example.com, userid=mail): Access denied
      - event.action: warning
      - event.reason: failed to connect to mysql server (server=db.example.com, userid=mail): Access denied
      """#)
  }
}
