import Model

/// Own lines that prove SendmailFormat, one file a family of lines; here those of daemons and commands.
enum SendmailSamples {
  static var all: [LogSample] {
    [SendmailMessageSamples.all, SendmailConnectionSamples.all, SendmailRejectionSamples.all, others]
      .flatMap { $0 }
  }

  static var others: [LogSample] {
    LogSample.table(
      #"""
      sm-mta: starting daemon (8.17.1.9): SMTP+queueing@00:00:15
      - event.action: service
      - detail: starting daemon (8.17.1.9): SMTP+queueing@00:00:15

      sm-msp-queue: starting daemon (8.13.4): queueing@01:00:00
      - event.action: service
      - detail: starting daemon (8.13.4): queueing@01:00:00

      sendmail: alias database /etc/aliases rebuilt by root
      - event.action: service
      - detail: alias database /etc/aliases rebuilt by root

      sendmail: /etc/aliases: 77 aliases, longest 10 bytes, 778 bytes total
      - event.action: service
      - detail: /etc/aliases: 77 aliases, longest 10 bytes, 778 bytes total

      sm-mta: rejecting connections on daemon MTA-v4: load average: 57
      - event.action: service-limit
      - event.outcome: failure
      - event.reason: rejecting connections on daemon MTA-v4: load average: 57
      - limit.name: load average
      - limit.value: 57

      sm-mta: rejecting connections on daemon MTA-v6: 20 children, max 20
      - event.action: service-limit
      - event.outcome: failure
      - event.reason: rejecting connections on daemon MTA-v6: 20 children, max 20
      - limit.name: children
      - limit.value: 20

      sm-mta: deferring connections on daemon MTA-v4: 12 per second
      - event.action: rate-limit
      - event.outcome: failure
      - event.reason: deferring connections on daemon MTA-v4: 12 per second
      - limit.name: per second
      - limit.value: 12

      sm-mta: accepting connections again for daemon MTA-v4
      - event.action: service
      - detail: accepting connections again for daemon MTA-v4

      sm-mta: 4BV3AOso000304: SYSERR(root): collect: Cannot write ./df4BV3AOso000304 (bfcommit, uid=0, gid=8): No space left on device
      - event.action: warning
      - event.outcome: failure
      - event.reason: collect: Cannot write ./df4BV3AOso000304 (bfcommit, uid=0, gid=8): No space left on device
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: Losing ./qf4BV3AOso000304: savemail panic
      - event.action: warning
      - event.outcome: failure
      - event.reason: Losing ./qf4BV3AOso000304: savemail panic
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: Authentication-Warning: delta.test: root set sender to a@example.net using -f
      - event.action: warning
      - event.reason: delta.test: root set sender to a@example.net using -f
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: gethostbyaddr(192.0.2.66) failed: 1
      - event.action: warning
      - event.reason: gethostbyaddr(192.0.2.66) failed: 1
      - source.ip: 192.0.2.66

      sm-mta: 4BV3AOso000304: --- 250 2.1.0 <a@example.net>... Sender ok
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: --- 250 2.1.0 <a@example.net>... Sender ok
      - message.role: continues

      sm-mta: 4BV3AOso000304: <-- MAIL From:<a@example.net>
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: <-- MAIL From:<a@example.net>
      - message.role: continues

      sm-mta: 4BV3AOso000304: <-- AUTH PLAIN AGpvbmFzAHNlY3JldA==
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: <-- AUTH
      - message.role: continues

      sm-mta: 4BV3AOso000304[1]: Milter add: header: X-Long: something ...
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: Milter add: header: X-Long: something ...
      - message.role: continues

      sm-mta: 4BV3AOso000304[2]: ... much longer
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: ... much longer
      - message.role: continues

      sm-mta: grew WorkList for /var/spool/mqueue to 3000
      - event.action: service
      - detail: grew WorkList for /var/spool/mqueue to 3000

      sm-mta: 4BV3AOso000304: jonas... Cannot open /home/jonas/.forward: Group writable directory
      - event.action: warning
      - event.reason: jonas... Cannot open /home/jonas/.forward: Group writable directory
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: Subject:Test
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - email.subject: Test
      - message.role: continues

      MM: [Jilter Processor 2 - Async Jilter Worker 9 - 127.0.0.1:51698-4BV3AOso000304] INFO  user.log - mtaqid=4BV3AOso000304, msgid=<m9@example.net>, from=<a@example.net>, action=accept
      - event.action: content-verdict
      - email.local_id: 4BV3AOso000304
      - email.message_id: m9@example.net
      - smtp.mail_from: a@example.net
      - email.content.action: accept
      - detail: mtaqid=4BV3AOso000304, msgid=<m9@example.net>, from=<a@example.net>, action=accept
      - message.role: continues
      """#)
  }
}
