import Model

/// Own lines that prove MDaemon's format.
enum MDaemonSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = Wed 2024-04-25 00:00:34: Accepting SMTP connection from [198.51.100.7:2767] to [192.0.2.2:25]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - source.port: 2767

      = Tue 2024-08-18 00:00:48.993: 05: Accepting SMTP connection from 203.0.113.9:45584 to 192.0.2.10:465
      - event.action: connect
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - source.port: 45584
      - tls.established: true

      = Tue 2024-08-18 00:00:48.993: 05: Session 09012313; child 0001
      - event.action: service
      - session.id: 09012313

      = Tue 2024-08-18 00:00:49.000: 02: <-- EHLO mail.example.org
      - event.action: service
      - smtp.helo: mail.example.org
      - smtp.stage: helo

      = Tue 2024-08-18 00:00:49.100: 02: <-- MAIL From:<anna@example.org> SIZE=1500
      - event.action: service
      - smtp.mail_from: anna@example.org
      - smtp.stage: mail
      - smtp.size: 1500

      = Tue 2024-08-18 00:00:49.200: 03: --> 550 <x@example.net>, Recipient unknown
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - smtp.reply.text: <x@example.net>, Recipient unknown
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 550

      = Tue 2024-08-18 00:00:49.250: 02: <-- AUTH PLAIN AGZvbwBiYXI=
      - event.action: service
      - auth.method: PLAIN

      = Tue 2024-08-18 12:10:38.432: 03: --> 535 5.7.8 Authentication failed
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Authentication failed
      - smtp.reply.enhanced: 5.7.8
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      = Tue 2024-08-18 00:00:50.000: 02: <-- 250 2.0.0 Ok: queued as 4XYZ12
      - event.action: service
      - network.protocol: smtp
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4XYZ12
      - smtp.queued_as: 4XYZ12
      - smtp.reply.code: 250

      = Tue 2024-08-18 00:00:50.500: 03: --> 250 Ok, message saved <Message-ID: one@example.org>
      - event.action: service
      - network.protocol: smtp
      - email.message_id: one@example.org
      - smtp.reply.text: Ok, message saved <Message-ID: one@example.org>
      - smtp.reply.code: 250

      = Tue 2024-08-18 00:00:51.000: 05: *  Message-ID: <two@example.org>
      - event.action: service
      - email.message_id: two@example.org
      - detail: *  Message-ID: <two@example.org>

      = Tue 2024-08-18 00:00:52.000: 05: Attempting SMTP connection to [203.0.113.25:25]
      - event.action: service
      - network.protocol: smtp
      - destination.ip: 203.0.113.25
      - destination.port: 25
      - detail: Attempting SMTP connection to [203.0.113.25:25]

      = Tue 2024-08-18 00:08:52.564: Host screening refused connection to 192.0.2.10:465 from localhost [198.51.100.11:44056] (matched to line "all localhost refuse")
      - event.action: connection-refused
      - event.outcome: failure
      - event.reason: Host screening refused connection to 192.0.2.10:465 from localhost [198.51.100.11:44056] (matched to line "all localhost refuse")
      - source.ip: 198.51.100.11
      - source.port: 44056

      = Tue 2024-08-18 00:09:45.644: Location Screening: IP 198.51.100.12 matched to country Hong Kong, Asia; connection blocked; port 995
      - event.action: connection-refused
      - event.outcome: failure
      - event.reason: Location Screening: IP 198.51.100.12 matched to country Hong Kong, Asia; connection blocked; port 995
      - source.ip: 198.51.100.12

      = Tue 2024-08-18 00:09:46.000: ----------
      - event.action: service
      - detail: ----------

      = "2023-11-06 00:00:42","2023-11-06 00:00:45",SMTPI,9443,"anna@example.org","bert@example.com","","","203.0.113.16","","",0,4563,1
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 9443
      - source.ip: 203.0.113.16
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@example.com
      - smtp.size: 4563

      = START Event Log / MDaemon PRO v26.0.3
      - event.action: service
      - detail: START Event Log / MDaemon PRO v26.0.3
      """#)
  }
}
