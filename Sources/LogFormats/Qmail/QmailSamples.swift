import Model

/// Own lines that prove QmailFormat.
enum QmailSamples {
  static var all: [LogSample] { queue + servers + filters }

  private static var queue: [LogSample] {
    LogSample.table(
      #"""
      = Jun 19 09:12:24 host qmail: 1276913544.622077 new msg 78833
      - event.action: message-received
      - email.local_id: 78833
      - message.role: begins

      = Jun 19 09:12:24 host qmail: 1276913544.622156 info msg 78833: bytes 190 from <anna@example.com> qp 13750 uid 64011
      - event.action: message-queued
      - email.local_id: 78833
      - smtp.mail_from: anna@example.com
      - detail: qp 13750 uid 64011
      - smtp.size: 190
      - message.role: continues

      = Jun 19 09:12:24 host qmail: 1276913544.622856 starting delivery 1: msg 78833 to local example.com-bruno@example.com
      - event.action: service
      - email.local_id: 78833
      - smtp.rcpt_to: example.com-bruno@example.com
      - transport: local
      - message.role: continues

      = Jun 19 09:12:24 host qmail: 1276913544.622892 status: local 1/10 remote 0/20
      - event.action: statistics
      - limit.name: local
      - detail: local 1/10 remote 0/20
      - limit.value: 1

      = Jun 19 09:12:24 host qmail: 1276913544.684768 delivery 1: success: did_0+0+1/
      - event.action: delivery
      - event.outcome: success
      - smtp.reply.text: did_0+0+1
      - smtp.status: sent

      = Jun 19 09:12:24 host qmail: 1276913544.684911 end msg 78833
      - event.action: message-removed
      - email.local_id: 78833
      - message.role: ends

      qmail: new msg 78833
      - event.action: message-received
      - email.local_id: 78833
      - message.role: begins

      qmail-send: info msg 78833: bytes 190 from <> qp 13750 uid 0
      - event.action: message-queued
      - email.local_id: 78833
      - smtp.mail_from: <>
      - detail: qp 13750 uid 0
      - smtp.size: 190
      - message.role: continues

      qmail-send: info msg 78833: bytes 190 from <"a> qp 1 uid 0"@example.com> qp 13750 uid 64011
      - event.action: message-queued
      - email.local_id: 78833
      - smtp.mail_from: "a> qp 1 uid 0"@example.com
      - detail: qp 13750 uid 64011
      - smtp.size: 190
      - message.role: continues

      = @400000004bdf95342c638c5c starting delivery 251: msg 270182 to remote bruno@example.org
      - event.action: service
      - email.local_id: 270182
      - smtp.rcpt_to: bruno@example.org
      - transport: remote
      - message.role: continues

      = @400000004bdf95342c638c5c delivery 251: success: 198.51.100.7_accepted_message./Remote_host_said:_250_2.0.0_Ok:_queued_as_4YMCmc0JMqzB6bK/
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 198.51.100.7
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok:_queued_as_4YMCmc0JMqzB6bK
      - smtp.queued_as: 4YMCmc0JMqzB6bK
      - smtp.status: sent
      - smtp.reply.code: 250

      = @400000004bdf95342c638c5c delivery 252: success: 198.51.100.7_accepted_message./Remote_host_said:_250_OK_id=1tSBdC-00000k-2Q/
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 198.51.100.7
      - smtp.reply.text: OK_id=1tSBdC-00000k-2Q
      - smtp.queued_as: 1tSBdC-00000k-2Q
      - smtp.status: sent
      - smtp.reply.code: 250

      = @400000004bdf95342c638c5c delivery 253: failure: 198.51.100.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_<bruno@example.org>:_User_unknown/Giving_up_on_198.51.100.7./
      - event.action: delivery
      - event.outcome: failure
      - event.reason: 198.51.100.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_<bruno@example.org>:_User_unknown/Giving_up_on_198.51.100.7.
      - destination.ip: 198.51.100.7
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: <bruno@example.org>:_User_unknown
      - smtp.status: bounced
      - smtp.reply.code: 550

      = @400000004bdf95342c638c5c delivery 254: deferral: Connected_to_198.51.100.7_but_sender_was_rejected./Remote_host_said:_451_4.7.1_Greylisted/
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Connected_to_198.51.100.7_but_sender_was_rejected./Remote_host_said:_451_4.7.1_Greylisted
      - destination.ip: 198.51.100.7
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: Greylisted
      - smtp.status: deferred
      - smtp.reply.code: 451

      = @400000004bdf95342c638c5c delivery 255: deferral: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)/
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)
      - smtp.reply.enhanced: 4.4.1
      - smtp.reply.text: Sorry,_I_wasn't_able_to_establish_an_SMTP_connection._(#4.4.1)
      - smtp.status: deferred

      = @400000004bdf95342c638c5c delivery 256: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)
      - smtp.status: bounced

      = @400000004bdf95342c638c5c delivery 257: success: user_does_not_exist,_but_will_deliver_to_/home/vpopmail/domains/example.com/postmaster/did_0+0+1/
      - event.action: delivery
      - event.outcome: success
      - smtp.reply.text: user_does_not_exist,_but_will_deliver_to_/home/vpopmail/domains/example.com/postmaster/did_0+0+1
      - smtp.status: sent

      = @400000004bdf95342c638c5c bounce msg 270182 qp 54960
      - event.action: bounce
      - email.bounce_of: 270182
      - detail: qp 54960

      = @400000004bdf95342c638c5c end msg 270182
      - event.action: message-removed
      - email.local_id: 270182
      - message.role: ends

      = @400000004bdf95342c638c5c new msg 1
      = @400000004bdf95342c638c5c triple bounce: discarding bounce/270182
      - event.action: warning
      - event.reason: triple bounce: discarding bounce/270182

      = @400000004bdf95342c638c5c new msg 1
      = @400000004bdf95342c638c5c warning: trouble opening remote/12/270182; will try again later
      - event.action: warning
      - event.reason: warning: trouble opening remote/12/270182; will try again later

      = @400000004bdf95342c638c5c new msg 1
      = @400000004bdf95342c638c5c alert: cannot start: qmail-send is already running
      - event.action: warning
      - event.reason: alert: cannot start: qmail-send is already running

      = 2020-06-25 08:00:09.681533500 info msg 100926020: bytes 814 from <root@example.org> qp 555 uid 0 queue5
      - event.action: message-queued
      - email.local_id: 100926020
      - smtp.mail_from: root@example.org
      - detail: queue5
      - smtp.size: 814
      - message.role: continues

      = 2020-06-25 08:00:09.682401500 starting delivery 1: msg 100926020 to local example.com-anna@example.com queue5
      - event.action: service
      - email.local_id: 100926020
      - smtp.rcpt_to: example.com-anna@example.com
      - transport: local
      - detail: queue5
      - message.role: continues

      = 2020-06-25 08:00:09.713833500 delivery 1: success: did_0+0+1/ queue5
      - event.action: delivery
      - event.outcome: success
      - smtp.reply.text: did_0+0+1
      - detail: queue5
      - smtp.status: sent

      = 2020-06-25 08:00:09.718460500 status: local 0/10 remote 0/20 queue5
      - event.action: statistics
      - limit.name: local
      - detail: queue5
      - limit.value: 0

      = 2020-06-25 08:00:09.681533500 new msg 100926020 queue5
      = 2020-06-25 08:00:09.682393500 local: root@example.org anna@example.com 814 queue5
      - event.action: service
      - smtp.mail_from: root@example.org
      - smtp.rcpt_to: anna@example.com
      - detail: queue5
      - smtp.size: 814

      = 2020-06-25 08:00:09.718523500 end msg 100926020 queue5
      - event.action: message-removed
      - email.local_id: 100926020
      - detail: queue5
      - message.role: ends
      """#)
  }

  private static var servers: [LogSample] {
    LogSample.table(
      #"""
      = Jun 19 09:12:24 host smtpd: 1276913544.684911 tcpserver: status: 40/40
      - event.action: service-limit
      - event.outcome: failure
      - limit.name: status
      - detail: 40/40
      - limit.value: 40

      tcpserver: status: 1/40
      - event.action: statistics
      - limit.name: status
      - detail: 1/40
      - limit.value: 1

      tcpserver: status: 40/40
      - event.action: service-limit
      - event.outcome: failure
      - limit.name: status
      - detail: 40/40
      - limit.value: 40

      tcpserver: pid 12385 from 203.0.113.9
      - event.action: connect
      - source.ip: 203.0.113.9

      tcpserver: ok 12385 mail.example.com:203.0.113.5:25 client.example.net:203.0.113.9:nobody:43666
      - event.action: service
      - source.ip: 203.0.113.9
      - detail: mail.example.com:203.0.113.5:25 client.example.net:203.0.113.9:nobody:43666
      - source.port: 43666

      tcpserver: ok 12385 0:2001:db8::5:25 :2001:db8::9::43666
      - event.action: service
      - source.ip: 2001:db8::9
      - detail: 0:2001:db8::5:25 :2001:db8::9::43666
      - source.port: 43666

      tcpserver: ok 12385 0:127.0.0.1:25 :::ffff:203.0.113.9::43666
      - event.action: service
      - source.ip: 203.0.113.9
      - detail: 0:127.0.0.1:25 :::ffff:203.0.113.9::43666
      - source.port: 43666

      tcpserver: deny 12386 mail.example.com:203.0.113.5:25 :203.0.113.80::4000
      - event.action: connection-refused
      - event.outcome: failure
      - source.ip: 203.0.113.80
      - detail: mail.example.com:203.0.113.5:25 :203.0.113.80::4000
      - source.port: 4000

      tcpserver: end 12385 status 0
      - event.action: disconnect

      tcpserver: end 12385 status 256
      - event.action: disconnect
      - detail: status 256

      = tcpserver: pid 30906 from 203.0.113.80
      - event.action: connect
      - source.ip: 203.0.113.80

      = tcpserver: end 30906 status 0
      - event.action: disconnect

      rblsmtpd: 203.0.113.80 pid 93340: 451 http://dnsbl.example/?ip=203.0.113.80
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.80
      - smtp.reply.text: http://dnsbl.example/?ip=203.0.113.80
      - smtp.stage: connect
      - smtp.reject_class: dnsbl
      - smtp.reply.code: 451

      = @400000004bdf95342c638c5c rblsmtpd: 203.0.113.80 pid 93340: 553 5.7.1 blocked
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.80
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: blocked
      - smtp.stage: connect
      - smtp.reject_class: dnsbl
      - smtp.reply.code: 553

      qmail-smtpd: pid 1821 from 203.0.113.80 Invalid RELAY client: MAIL from: <x@example.net>, RCPT <y@example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Invalid RELAY client
      - source.ip: 203.0.113.80
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: y@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      qmail-smtpd: pid 1821 from 203.0.113.9 HELO <client.example> MAIL from: <x@example.net> RCPT <anna> AUTH <local-rcpt> Size: 2281 X-Bogocity: No
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna
      - detail: HELO <client.example> MAIL from: <x@example.net> RCPT <anna> AUTH <local-rcpt> Size: 2281 X-Bogocity: No
      - smtp.size: 2281

      = Jun 19 09:12:14 host qmail: 1276913534.111512 qmail-smtpd: pid 13748 RCPT TO: <anna@example.com>
      - event.action: service
      - network.protocol: smtp
      - smtp.rcpt_to: anna@example.com
      - detail: RCPT TO: <anna@example.com>

      qmail-smtpd: pid 1822 from 203.0.113.9 HELO <client.example> MAIL from <x@example.net> RCPT <anna@example.com> AUTH <local-rcpt> Size: 2281 TLS=No
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - detail: HELO <client.example> MAIL from <x@example.net> RCPT <anna@example.com> AUTH <local-rcpt> Size: 2281 TLS=No
      - smtp.size: 2281

      = @400000004bdf95342c638c5c qmail-smtpd 1823: connection from 203.0.113.9 (mx.example.net, nobody) to mail.example.com
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - detail: connection from 203.0.113.9 (mx.example.net, nobody) to mail.example.com

      = @400000004bdf95342c638c5c qmail-smtpd 1823: remote ehlo: client.example
      - event.action: service
      - network.protocol: smtp
      - smtp.helo: client.example

      = @400000004bdf95342c638c5c qmail-smtpd 1823: mail from: x@example.net
      - event.action: service
      - network.protocol: smtp
      - smtp.mail_from: x@example.net

      = @400000004bdf95342c638c5c qmail-smtpd 1823: no mail relay for 'rcpt to': y@example.org
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: no mail relay for 'rcpt to'
      - smtp.rcpt_to: y@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      = @400000004bdf95342c638c5c qmail-smtpd 1823: message queued: 1272943914 qp 1830 size 211 bytes
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - detail: message queued: 1272943914 qp 1830 size 211 bytes
      - smtp.size: 211

      = @400000004bdf95342c638c5c qmail-smtpd 1823: read error or connection closed
      - event.action: connection-lost
      - network.protocol: smtp
      - event.reason: read error or connection closed

      = @400000004bdf95342c638c5c qlogreceived: result=accepted code=250 reason=queueaccept detail= helo=client.example mailfrom=x@example.net rcptto=anna@example.com,bruno@example.com relay=no rcpthosts= size=211 authuser= authtype= encrypted=tls sslverified=no localip=203.0.113.5 localport=25 remoteip=203.0.113.9 remoteport=40123 remotehost=mx.example.net qp=1830 pid=1824
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - event.reason: queueaccept
      - source.ip: 203.0.113.9
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com | bruno@example.com
      - detail: qlogreceived: result=accepted
      - source.port: 40123
      - smtp.reply.code: 250
      - smtp.size: 211
      - tls.established: true

      = @400000004bdf95342c638c5c qlogenvelope: result=rejected code=553 reason=not_in_rcpthosts detail= helo=a remoteip=192.0.2.1 mailfrom=x@example.net rcptto=y@example.org relay=no rcpthosts=no size= authuser= authtype= encrypted= sslverified=no localip=203.0.113.5 localport=587 remoteip=203.0.113.80 remoteport=40124 remotehost=unknown qp= pid=1825
      - event.action: reject
      - event.outcome: failure
      - network.protocol: submission
      - event.reason: not_in_rcpthosts
      - source.ip: 203.0.113.80
      - smtp.helo: a remoteip=192.0.2.1
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: y@example.org
      - detail: qlogenvelope: result=rejected
      - source.port: 40124
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 553
      - tls.established: false

      = @400000004bdf95342c638c5c qlogenvelope: result=rejected code=535 reason=authfailed detail= helo=a mailfrom= mailfrom=x rcptto= relay=no rcpthosts= size= authuser= authtype= encrypted=ssl sslverified=no localip=203.0.113.5 localport=465 remoteip=2001:db8::80 remoteport=40124 remotehost=unknown qp= pid=1826
      - event.action: warning
      - event.outcome: failure
      - network.protocol: submissions
      - event.reason: authfailed
      - source.ip: 2001:db8::80
      - detail: qlogenvelope: result=rejected
      - source.port: 40124
      - smtp.reply.code: 535
      - tls.established: true

      = @400000004bdf95342c638c5c qlogreceived: result=accepted code=250 reason=queueaccept detail= helo=client.example mailfrom=x@exa
      - event.action: service
      - network.protocol: smtp
      - detail: qlogreceived: result=accepted code=250 reason=queueaccept detail= helo=client.example mailfrom=x@exa

      = @400000004bdf95342c638c5c delivery 258: success: 198.51.100.7_accepted_message./Remote_host_said:_250_ok_1272943914_qp_4711/
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 198.51.100.7
      - smtp.reply.text: ok_1272943914_qp_4711
      - smtp.queued_as: 1272943914_qp_4711
      - smtp.status: sent
      - smtp.reply.code: 250

      = @400000004bdf95342c638c5c mail recv: pid 210394 from <noreply@example.net> qp 210429
      - event.action: service
      - network.protocol: smtp
      - smtp.mail_from: noreply@example.net
      - detail: qp 210429
      """#)
  }

  private static var filters: [LogSample] {
    LogSample.table(
      #"""
      qmail: CHKUSER accepted rcpt: from <x@example.net::> remote <client.example:mx.example.net:203.0.113.9> rcpt <anna@example.com> : found existing recipient
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - event.reason: found existing recipient
      - source.ip: 203.0.113.9
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com

      qmail: CHKUSER rejected rcpt: from <x@example.net::> remote <client.example:unknown:203.0.113.80> rcpt <nobody@example.com> : not existing recipient
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: not existing recipient
      - source.ip: 203.0.113.80
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: nobody@example.com
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user

      qmail: CHKUSER rejected relaying: from <x@example.net::> remote <a> rcpt <b> : found existing recipient:unknown:203.0.113.80> rcpt <y@example.org> : client not allowed to relay
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: client not allowed to relay
      - source.ip: 203.0.113.80
      - smtp.helo: a> rcpt <b> : found existing recipient
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: y@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      qmail: CHKUSER relaying rcpt: from <anna@example.com:anna@example.com:> remote <[192.0.2.1]:unknown:203.0.113.9> rcpt <y@example.org> : client allowed to relay
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - event.reason: client allowed to relay
      - source.ip: 203.0.113.9
      - smtp.helo: [192.0.2.1]
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: y@example.org

      qmail: CHKUSER rejected sender: from <x@nowhere.example::> remote <client.example:unknown:203.0.113.80> rcpt <> : invalid sender MX domain
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: invalid sender MX domain
      - source.ip: 203.0.113.80
      - smtp.helo: client.example
      - smtp.mail_from: x@nowhere.example
      - smtp.stage: mail
      - smtp.reject_class: sender

      qmail: CHKUSER intrusion threshold: from <x@example.net::> remote <client.example:unknown:203.0.113.80> rcpt <z@example.com> : max number of allowed invalid rcpt
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: max number of allowed invalid rcpt
      - source.ip: 203.0.113.80
      - smtp.helo: client.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: z@example.com
      - limit.name: intrusion threshold
      - smtp.stage: rcpt

      = @400000004bdf95342c638c5c CHKUSER mbx overquota: from <x@example.net::> remote <c.example:unknown:203.0.113.9> rcpt <anna@example.com> : rcpt mailbox is overquota
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: rcpt mailbox is overquota
      - source.ip: 203.0.113.9
      - smtp.helo: c.example
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - smtp.stage: rcpt
      - smtp.reject_class: policy

      simscan: [210394]:CLEAN (-1.21/5.00):3.3s:Hello: you:203.0.113.9:x@example.net:anna@example.com
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 203.0.113.9
      - email.subject: Hello: you
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - email.content.action: CLEAN
      - detail: -1.21/5.00

      = @400000004bdf95342c638c5c simscan:[210394]:SPAM REJECT (15.00/5.00):3.3s:Buy now:203.0.113.80:x@example.net:anna@example.com
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 203.0.113.80
      - email.subject: Buy now
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - email.content.action: SPAM
      - detail: 15.00/5.00

      = @400000004bdf95342c638c5c simscan:[210394]:VIRUS: Eicar-Test-Signature:203.0.113.80:x@example.net:anna@example.com
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 203.0.113.80
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - email.content.action: VIRUS
      - email.content.names: Eicar-Test-Signature

      spamdyke: DENIED_RDNS_MISSING from: x@example.net to: anna@example.com origin_ip: 203.0.113.66 origin_rdns: (unknown) auth: (unknown) encryption: (none) reason: (empty)
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: DENIED_RDNS_MISSING
      - source.ip: 203.0.113.66
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - smtp.stage: rcpt
      - smtp.reject_class: policy
      - tls.established: false

      spamdyke: DENIED_RBL_MATCH from: x@example.net to: anna@example.com origin_ip: 203.0.113.66 origin_rdns: a.example.net auth: (unknown) encryption: TLS reason: 127.0.0.2
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: 127.0.0.2
      - source.ip: 203.0.113.66
      - smtp.mail_from: x@example.net
      - smtp.rcpt_to: anna@example.com
      - smtp.stage: rcpt
      - smtp.reject_class: dnsbl
      - tls.established: true

      spamdyke: ALLOWED from: bruno@example.com to: y@example.org origin_ip: 203.0.113.9 origin_rdns: (unknown) auth: bruno encryption: TLS reason: 250_ok_1300000000_qp_4711
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - event.reason: 250_ok_1300000000_qp_4711
      - source.ip: 203.0.113.9
      - user.name: bruno
      - smtp.mail_from: bruno@example.com
      - smtp.rcpt_to: y@example.org
      - detail: ALLOWED
      - tls.established: true

      spamdyke: TIMEOUT from: (unknown) to: (unknown) origin_ip: 203.0.113.66 origin_rdns: (unknown) auth: (unknown) encryption: (none) reason: TIMEOUT
      - event.action: connection-lost
      - network.protocol: smtp
      - event.reason: TIMEOUT
      - source.ip: 203.0.113.66
      - tls.established: false
      """#)
  }
}
