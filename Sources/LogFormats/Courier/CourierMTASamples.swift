import Model

/// Own lines that prove CourierMTAFormat.
enum CourierMTASamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      courieresmtpd: started,ip=[::ffff:203.0.113.9]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 203.0.113.9

      courieresmtpd: started,ip=[2001:db8::9],port=[40123]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 2001:db8::9
      - source.port: 40123

      courieresmtpd: error,relay=::ffff:203.0.113.9,from=<x@example.net>,to=<nobody@example.com>: 550 User unknown.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.text: User unknown.
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 550

      courieresmtpd: error,relay=203.0.113.9,port=4711,from=<x@example.net>,to=<y@example.org>: 513 Relaying denied.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: y@example.org
      - smtp.reply.text: Relaying denied.
      - source.port: 4711
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 513

      courieresmtpd: error,relay=::ffff:203.0.113.9,ident=tmf,from=<x@example.net>,to=<nobody@example.com>: 550 User <nobody@example.com> unknown
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.text: User <nobody@example.com> unknown
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 550

      courieresmtpd: error,relay=::ffff:203.0.113.9,from=<x@nowhere.example>: 517 SPF fail x@nowhere.example: Address does not pass the Sender Policy Framework
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: x@nowhere.example
      - smtp.reply.text: SPF fail x@nowhere.example: Address does not pass the Sender Policy Framework
      - smtp.stage: mail
      - smtp.reject_class: sender
      - smtp.reply.code: 517

      courieresmtpd: error,relay=::ffff:203.0.113.9,msg="535 Authentication failed.",cmd: AUTH LOGIN YW5uYQ==
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: 535 Authentication failed.
      - source.ip: 203.0.113.9
      - smtp.reply.text: Authentication failed.
      - auth.method: LOGIN
      - smtp.reply.code: 535

      courieresmtpd: error,relay=::ffff:203.0.113.9,msg="535 Authentication failed.",cmd: c2VjcmV0
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: 535 Authentication failed.
      - source.ip: 203.0.113.9
      - smtp.reply.text: Authentication failed.
      - smtp.reply.code: 535

      courieresmtpd: error,relay=::ffff:203.0.113.9,msg="502 ESMTP command error",cmd: GET / HTTP/1.0
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: 502 ESMTP command error
      - source.ip: 203.0.113.9
      - smtp.reply.text: ESMTP command error
      - smtp.reject_class: protocol
      - smtp.reply.code: 502

      courieresmtpd: error,relay=::ffff:203.0.113.9,msg="writev: Broken pipe",cmd: DATA
      - event.action: connection-lost
      - network.protocol: smtp
      - event.reason: writev: Broken pipe
      - source.ip: 203.0.113.9

      courieresmtpd-ssl: error,relay=203.0.113.9,port=4711,msg="535 Authentication failed.",cmd: AUTH PLAIN AGEAYg==
      - event.action: login
      - event.outcome: failure
      - network.protocol: submissions
      - event.reason: 535 Authentication failed.
      - source.ip: 203.0.113.9
      - smtp.reply.text: Authentication failed.
      - auth.method: PLAIN
      - source.port: 4711
      - smtp.reply.code: 535
      - tls.established: true

      courieresmtpd: error,relay=203.0.113.9,from=<a@example.net>,to=<b>: 550 ok,to=<anna@example.com>: 451 4.7.1 Please try another MX
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: a@example.net
      - smtp.rcpt_to: b>: 550 ok,to=<anna@example.com
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: Please try another MX
      - smtp.stage: rcpt
      - smtp.reject_class: policy
      - smtp.reply.code: 451

      courierd: newmsg,id=0038C081.4D026173.000051A4: dns; client.example (mx.example.net [::ffff:203.0.113.9])
      - event.action: message-received
      - source.ip: 203.0.113.9
      - source.domain: mx.example.net
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.helo: client.example
      - message.role: begins

      courierd: newmsg,id=0038C081.4D026173.000051A4, auth=anna: dns; [192.0.2.1] (mx.example.net [203.0.113.9])
      - event.action: message-received
      - source.ip: 203.0.113.9
      - source.domain: mx.example.net
      - user.name: anna
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.helo: [192.0.2.1]
      - message.role: begins

      courierd: newmsg,id=0038C081.4D026173.000051A4: dns; x (y [192.0.2.7]) ([203.0.113.9])
      - event.action: message-received
      - source.ip: 203.0.113.9
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.helo: x (y [192.0.2.7])
      - message.role: begins

      courierd: newmsg,id=0038C081.4D026173.000051A4: dns; localhost (localhost [127.0.0.1])
      - event.action: message-received
      - source.ip: 127.0.0.1
      - source.domain: localhost
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.helo: localhost
      - message.role: begins

      courierd: newmsg,id=0038C081.4D026173.000051A4: uucp; local
      - event.action: message-received
      - email.local_id: 0038C081.4D026173.000051A4
      - detail: uucp; local
      - message.role: begins

      courierd: started,id=0038C081.4D026173.000051A4,from=<anna@example.com>,module=esmtp,host=example.org,addr=<bruno@example.org>
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - transport: esmtp
      - message.role: continues

      courierd: started,id=0038C081.4D026173.000051A4,from=<>,module=local,host=carla!!1000!1000!/home/carla!!,addr=<carla>
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: <>
      - smtp.rcpt_to: carla
      - transport: local
      - message.role: continues

      courierd: Waiting.  shutdown time=none, wakeup time=Fri Dec 10 12:25:01 2010, queuedelivering=4, inprogress=2
      - event.action: service
      - detail: Waiting.  shutdown time=none, wakeup time=Fri Dec 10 12:25:01 2010, queuedelivering=4, inprogress=2

      courierd: completed,id=0038C081.4D026173.000051A4
      - event.action: message-removed
      - email.local_id: 0038C081.4D026173.000051A4
      - message.role: ends

      courierlocal: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<carla@example.com>,size=329,success: Message delivered.
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: carla@example.com
      - smtp.reply.text: Message delivered.
      - transport: local
      - smtp.status: sent
      - smtp.size: 329
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>: 250 2.0.0 Ok: queued as A1B2C3D4E5
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as A1B2C3D4E5
      - smtp.queued_as: A1B2C3D4E5
      - smtp.reply.code: 250
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>,size=329,success: delivered: mx.example.org [198.51.100.7]
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.text: delivered: mx.example.org [198.51.100.7]
      - smtp.status: sent
      - smtp.size: 329
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>,size=329,status: success
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - transport: esmtp
      - detail: success
      - smtp.size: 329
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>: 550 5.1.1 User unknown
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - smtp.reply.code: 550
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>,status: failure
      - event.action: delivery
      - event.outcome: failure
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - transport: esmtp
      - smtp.status: bounced
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>: Connection refused
      - event.action: service
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - detail: Connection refused
      - message.role: continues

      courieresmtp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<bruno@example.org>,status: deferred
      - event.action: delivery
      - event.outcome: failure
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - transport: esmtp
      - smtp.status: deferred
      - message.role: continues

      courieruucp: id=0038C081.4D026173.000051A4,from=<anna@example.com>,addr=<a!b>,size=329,success: Message queued.
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 0038C081.4D026173.000051A4
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: a!b
      - smtp.reply.text: Message queued.
      - transport: uucp
      - smtp.status: sent
      - smtp.size: 329
      - message.role: continues

      courierfilter: Starting verifyfilter
      - event.action: service
      - detail: Starting verifyfilter
      """#)
  }
}
