public import Model

extension EximFormat {
  public static var samples: [LogSample] {
    LogSample.table(arrivals + deliveries + rejections + sessions + others)
  }

  private static let arrivals = #"""
    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O <= anna@example.org H=mx.example.org (helo.example.org) [192.0.2.7]:4711 I=[198.51.100.1]:25 P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no SNI="mail.example.net" S=1045 id=abc.1@example.org T="a \"quoted\" => x@y R=z T=t" from <anna@example.org> for carl@example.net dora@example.net
    - event.action: message-received
    - event.outcome: success
    - network.protocol: smtp
    - email.local_id: 1tSBgX-0000DJ-1O
    - email.message_id: abc.1@example.org
    - source.ip: 192.0.2.7
    - source.port: 4711
    - source.domain: mx.example.org
    - smtp.helo: helo.example.org
    - smtp.mail_from: anna@example.org
    - smtp.rcpt_to: carl@example.net | dora@example.net
    - smtp.recipients: 2
    - smtp.size: 1045
    - tls.established: true
    - tls.version: 1.3
    - tls.cipher: TLS_AES_256_GCM_SHA384
    - message.role: begins
    - email.subject: a \"quoted\" => x@y R=z T=t

    = 2025-03-01 10:00:00.123 +0100 [4711] 1toJKp-00000004Ufj-1kPx <= carl@example.net H=([192.168.1.23]) [2001:db8::9]:50000 I=[2001:db8::1]:587 P=esmtpa A=plain_server:carl@example.net K S=900 M8S=0 RT=0.021s
    - event.action: message-received
    - network.protocol: submission
    - email.local_id: 1toJKp-00000004Ufj-1kPx
    - source.ip: 2001:db8::9
    - smtp.helo: [192.168.1.23]
    - auth.method: plain
    - user.name: carl@example.net
    - tls.established: false
    - smtp.size: 900
    - event.outcome: success
    - message.role: begins
    - smtp.mail_from: carl@example.net
    - source.port: 50000

    = 2024-12-31 19:09:59 1tSBdK-00001T-02 <= <> R=1tSBdK-00001T-01 U=Debian-exim P=local S=1999 T="Mail delivery failed: returning message to sender" from <> for anna@example.net
    - event.action: bounce
    - smtp.mail_from: <>
    - email.bounce_of: 1tSBdK-00001T-01
    - smtp.rcpt_to: anna@example.net
    - email.local_id: 1tSBdK-00001T-02
    - email.subject: Mail delivery failed: returning message to sender
    - event.outcome: success
    - message.role: begins
    - smtp.recipients: 1
    - smtp.size: 1999

    = 2024-12-31 19:09:59 1tSBdK-00001T-03 <= "a b"@example.org H=(x) [10.0.0.1] P=smtp S=300 id=1) [6.6.6.6] P=esmtps@evil.example
    - smtp.mail_from: "a b"@example.org
    - source.ip: 10.0.0.1
    - tls.established: false
    - email.local_id: 1tSBdK-00001T-03
    - email.message_id: 1)
    - event.action: message-received
    - event.outcome: success
    - message.role: begins
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.size: 300

    = 2024-12-31 19:09:59 1tSBdK-00001T-07 <= carl@example.net U=carl P=local S=300 T="Re: \" for x@example.org" for anna@example.org   dora@example.org
    - event.action: message-received
    - email.local_id: 1tSBdK-00001T-07
    - email.subject: Re: \" for x@example.org
    - event.outcome: success
    - message.role: begins
    - smtp.mail_from: carl@example.net
    - smtp.rcpt_to: anna@example.org | dora@example.org
    - smtp.recipients: 2
    - smtp.size: 300

    = 2024-12-31 19:09:59 1tSBdK-00001T-08 <= carl@example.net U=carl P=local S=300 for "a b"@example.org dora@example.org
    - event.action: message-received
    - email.local_id: 1tSBdK-00001T-08
    - event.outcome: success
    - message.role: begins
    - smtp.mail_from: carl@example.net
    - smtp.rcpt_to: "a b"@example.org | dora@example.org
    - smtp.recipients: 2
    - smtp.size: 300

    = 2024-12-31 19:09:59 1tSBdK-00001T-04 (= spam@example.org H=(x) [10.0.0.1] P=esmtp S=300
    - event.action: message-received
    - smtp.mail_from: spam@example.org
    - email.local_id: 1tSBdK-00001T-04
    - event.outcome: success
    - message.role: begins
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.size: 300
    - source.ip: 10.0.0.1
    - tls.established: false

    exim: 2021-07-17 23:20:49 1m4sdg-0000aB-Cd <= root@example.org U=root P=local S=500
    - event.action: message-received
    - email.local_id: 1m4sdg-0000aB-Cd
    - smtp.mail_from: root@example.org
    - event.outcome: success
    - message.role: begins
    - smtp.size: 500

    exim: [1/2] 1m4sdg-0000aB-Ce <= root@example.org U=root P=local S=500 for a@example.org b@exam
    - event.action: message-received
    - email.local_id: 1m4sdg-0000aB-Ce
    - event.outcome: success
    - message.role: begins
    - smtp.mail_from: root@example.org
    - smtp.rcpt_to: a@example.org | b@exam
    - smtp.recipients: 2
    - smtp.size: 500

    exim: [2\2] ple.org
    - event.action: service
    - detail: ple.org


    """#

  private static let deliveries = #"""
    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O => nils <nils@example.net> F=<anna@example.org> R=localuser T=local_delivery QT=1m2s DT=0s
    - event.action: delivery
    - event.outcome: success
    - smtp.rcpt_to: nils@example.net
    - smtp.mail_from: anna@example.org
    - transport: local_delivery
    - smtp.status: sent
    - smtp.delay: 62
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O -> other (team@example.net) <all@example.net> R=localuser T=local_delivery
    - smtp.rcpt_to: other
    - smtp.orig_rcpt_to: all@example.net
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: success
    - message.role: continues
    - smtp.status: sent
    - transport: local_delivery

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O => rosa@example.com F=<anna@example.org> R=smarthost T=remote_smtp H=smart.example.com [2001:db8::60]:25* X=TLS1.2:ECDHE_RSA:256 CV=yes DN="CN=smart, O=x" K C="250 2.0.0 Ok: 1095 bytes queued as 4YN3jC63YPzB7Hc" QT=0.5s DT=0s
    - smtp.rcpt_to: rosa@example.com
    - destination.domain: smart.example.com
    - destination.ip: 2001:db8::60
    - destination.port: 25
    - tls.established: true
    - tls.version: 1.2
    - tls.cipher: ECDHE_RSA
    - tls.verified: verified
    - smtp.reply.code: 250
    - smtp.reply.enhanced: 2.0.0
    - smtp.queued_as: 4YN3jC63YPzB7Hc
    - smtp.delay: 0.5
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: success
    - message.role: continues
    - network.protocol: smtp
    - smtp.mail_from: anna@example.org
    - smtp.reply.text: Ok: 1095 bytes queued as 4YN3jC63YPzB7Hc
    - smtp.status: sent

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O >> rosa@example.com R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.60] C="250 OK id=1toJKp-00000004Ufj-1kPx"
    - event.action: delivery
    - smtp.queued_as: 1toJKp-00000004Ufj-1kPx
    - tls.established: false
    - destination.domain: mx.example.com
    - destination.ip: 192.0.2.60
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.outcome: success
    - message.role: continues
    - network.protocol: smtp
    - smtp.rcpt_to: rosa@example.com
    - smtp.reply.code: 250
    - smtp.reply.text: OK id=1toJKp-00000004Ufj-1kPx
    - smtp.status: sent

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O => :blackhole: <spam@example.net> R=dump
    - smtp.status: discarded
    - smtp.rcpt_to: spam@example.net
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: success
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O => |/usr/bin/procmail -a x <nils@example.net> R=userforward T=address_pipe
    - smtp.rcpt_to: nils@example.net
    - detail: |/usr/bin/procmail -a x
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: success
    - message.role: continues
    - smtp.status: sent
    - transport: address_pipe

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O => /home/nils/mail/list <nils@example.net> R=userforward T=address_file
    - smtp.rcpt_to: nils@example.net
    - mailbox.folder: /home/nils/mail/list
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: success
    - message.role: continues
    - smtp.status: sent
    - transport: address_file

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O *> rosa@example.com R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.60] C="delivery bypassed by -N option"
    - event.action: service
    - destination.domain: mx.example.com
    - destination.ip: 192.0.2.60
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: continues
    - network.protocol: smtp
    - smtp.rcpt_to: rosa@example.com
    - smtp.reply.text: delivery bypassed by -N option

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O ** x@example.com F=<anna@example.org> R=dnslookup T=remote_smtp H=mx.example.com [192.0.2.60]: SMTP error from remote mail server after RCPT TO:<x@example.com>: 550 5.1.1 <x@example.com>: User unknown
    - event.action: delivery
    - event.outcome: failure
    - smtp.status: bounced
    - smtp.stage: rcpt
    - smtp.reply.code: 550
    - smtp.reply.enhanced: 5.1.1
    - smtp.reply.text: <x@example.com>: User unknown
    - destination.domain: mx.example.com
    - destination.ip: 192.0.2.60
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.reason: SMTP error from remote mail server after RCPT TO:<x@example.com>: 550 5.1.1 <x@example.com>: User unknown
    - message.role: continues
    - network.protocol: smtp
    - smtp.mail_from: anna@example.org
    - smtp.rcpt_to: x@example.com

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O ** x@example.com: retry timeout exceeded
    - smtp.status: expired
    - smtp.rcpt_to: x@example.com
    - event.reason: retry timeout exceeded
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: failure
    - message.role: continues
    - smtp.reply.text: retry timeout exceeded

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O ** x@example.net <x@example.net>: Unrouteable address DT=0s
    - smtp.status: bounced
    - smtp.rcpt_to: x@example.net
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: failure
    - event.reason: Unrouteable address
    - message.role: continues
    - smtp.reply.text: Unrouteable address

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O == y@example.com R=dnslookup T=remote_smtp defer (-44) H=mx.example.com [192.0.2.61] DT=1s: SMTP error from remote mail server after RCPT TO:<y@example.com>: 451 4.7.1 Greylisted, try later
    - smtp.status: deferred
    - destination.ip: 192.0.2.61
    - smtp.reply.code: 451
    - smtp.reply.enhanced: 4.7.1
    - destination.domain: mx.example.com
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: failure
    - event.reason: SMTP error from remote mail server after RCPT TO:<y@example.com>: 451 4.7.1 Greylisted, try later
    - message.role: continues
    - network.protocol: smtp
    - smtp.rcpt_to: y@example.com
    - smtp.reply.text: Greylisted, try later
    - smtp.stage: rcpt
    - transport: remote_smtp

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O == y@example.com routing defer (-51): retry time not reached
    - smtp.status: deferred
    - event.reason: retry time not reached
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: failure
    - message.role: continues
    - smtp.rcpt_to: y@example.com
    - smtp.reply.text: retry time not reached

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O == y@example.com R=dnslookup T=remote_smtp defer (111): Connection refused DT=0s
    - smtp.status: deferred
    - event.reason: Connection refused
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.action: delivery
    - event.outcome: failure
    - message.role: continues
    - smtp.rcpt_to: y@example.com
    - smtp.reply.text: Connection refused
    - transport: remote_smtp

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O Completed
    - event.action: message-removed
    - message.role: ends
    - email.local_id: 1tSBgX-0000DJ-1O

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O Completed QT=3s
    - event.action: message-removed
    - smtp.delay: 3
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: ends

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O H=mx.example.com [192.0.2.61]: Remote host closed connection in response to end of data
    - event.action: warning
    - destination.ip: 192.0.2.61
    - event.reason: Remote host closed connection in response to end of data
    - destination.domain: mx.example.com
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O mx.example.com [192.0.2.61] Connection refused
    - event.action: service
    - detail: mx.example.com [192.0.2.61] Connection refused
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O Frozen (delivery error message)
    - event.action: warning
    - event.reason: Frozen (delivery error message)
    - email.local_id: 1tSBgX-0000DJ-1O
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O removed by root
    - event.action: warning
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.reason: removed by root
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O no immediate delivery: too many connections (31, max 20)
    - event.action: service-limit
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.reason: no immediate delivery: too many connections (31, max 20)
    - limit.name: too many connections (31, max 20)
    - message.role: continues

    = 2024-12-31 23:59:58 1tSBgX-0000DJ-1O DKIM: d=example.org s=sel c=relaxed/relaxed a=rsa-sha256 b=2048 [verification failed - body hash mismatch (body probably modified in transit)]
    - event.action: content-verdict
    - email.authentication.dkim: failed
    - detail: DKIM: d=example.org s=sel c=relaxed/relaxed a=rsa-sha256 b=2048 [verification failed - body hash mismatch (body probably modified in transit)]
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.outcome: failure
    - message.role: continues


    """#

  private static let rejections = #"""
    = 2024-12-31 13:09:59 H=(bot6) [2001:db8:bad:2::2436]:24265 F=<x@example.org> rejected RCPT <y@example.com>: relay not permitted
    - event.action: reject
    - event.outcome: failure
    - source.ip: 2001:db8:bad:2::2436
    - source.port: 24265
    - smtp.helo: bot6
    - smtp.mail_from: x@example.org
    - smtp.rcpt_to: y@example.com
    - smtp.stage: rcpt
    - smtp.reject_class: relay-denied
    - event.reason: relay not permitted
    - network.protocol: smtp
    - smtp.reply.text: relay not permitted

    = 2024-12-31 13:09:59 H=([10.21.32.43]) [192.168.8.34] F=<> rejected RCPT <"H=(x) [6.6.6.6]"@example.com>: Unrouteable address
    - source.ip: 192.168.8.34
    - smtp.helo: [10.21.32.43]
    - smtp.reject_class: unknown-user
    - smtp.mail_from: <>
    - event.action: reject
    - event.outcome: failure
    - event.reason: Unrouteable address
    - network.protocol: smtp
    - smtp.rcpt_to: "H=(x) [6.6.6.6]"@example.com
    - smtp.reply.text: Unrouteable address
    - smtp.stage: rcpt

    = 2024-12-31 13:09:59 H=(x) [6.6.6.6] y) [192.0.2.66]:33 F=<a@example.org> temporarily rejected RCPT <b@example.com>: greylisted
    - source.ip: 192.0.2.66
    - smtp.reject_class: greylist
    - event.action: reject
    - event.outcome: failure
    - event.reason: greylisted
    - network.protocol: smtp
    - smtp.helo: x) [6.6.6.6] y
    - smtp.mail_from: a@example.org
    - smtp.rcpt_to: b@example.com
    - smtp.reply.text: greylisted
    - smtp.stage: rcpt
    - source.port: 33

    = 2024-12-31 13:09:59 H=mx.example.org [192.0.2.7] X=TLS1.3:AES:256 CV=no F=<a@example.org> A=plain:carl rejected RCPT <b@example.com>: 550 5.7.1 too many messages
    - tls.established: true
    - user.name: carl
    - smtp.reply.code: 550
    - smtp.reject_class: rate
    - auth.method: plain
    - event.action: reject
    - event.outcome: failure
    - event.reason: 550 5.7.1 too many messages
    - network.protocol: smtp
    - smtp.mail_from: a@example.org
    - smtp.rcpt_to: b@example.com
    - smtp.reply.enhanced: 5.7.1
    - smtp.reply.text: too many messages
    - smtp.stage: rcpt
    - source.domain: mx.example.org
    - source.ip: 192.0.2.7
    - tls.cipher: AES
    - tls.version: 1.3

    = 2024-12-31 13:09:59 1tSBgX-0000DJ-1O H=(x) [192.0.2.7] F=<a@example.org> rejected after DATA: This message contains a virus (Eicar)
    - event.action: reject
    - smtp.stage: end-of-data
    - smtp.reject_class: content
    - message.role: ends
    - email.local_id: 1tSBgX-0000DJ-1O
    - event.outcome: failure
    - event.reason: This message contains a virus (Eicar)
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.mail_from: a@example.org
    - smtp.reply.text: This message contains a virus (Eicar)
    - source.ip: 192.0.2.7

    = 2024-12-31 13:09:59 rejected EHLO from host.example.org [192.0.2.8]:26069: syntactically invalid argument(s): user=<root>, rip=127.0.0.1
    - event.action: reject
    - smtp.stage: helo
    - source.ip: 192.0.2.8
    - source.domain: host.example.org
    - smtp.helo: user=<root>, rip=127.0.0.1
    - smtp.reject_class: protocol
    - event.outcome: failure
    - event.reason: syntactically invalid argument(s)
    - network.protocol: smtp
    - source.port: 26069

    = 2024-12-31 13:09:59 H=[192.0.2.9] rejected connection in "connect" ACL: host is listed in zen.example
    - smtp.stage: connect
    - smtp.reject_class: dnsbl
    - event.action: reject
    - event.outcome: failure
    - event.reason: host is listed in zen.example
    - network.protocol: smtp
    - smtp.reply.text: host is listed in zen.example
    - source.ip: 192.0.2.9

    = 2024-12-31 13:09:59 H=(foo) [192.0.2.9] rejected AUTH plain AHVzZXIAc2VjcmV0: STARTTLS required first
    - event.action: reject
    - event.reason: STARTTLS required first
    - event.outcome: failure
    - network.protocol: smtp
    - smtp.helo: foo
    - smtp.reject_class: other
    - smtp.reply.text: STARTTLS required first
    - source.ip: 192.0.2.9

    = 2024-12-31 13:09:59 rejected MAIL <big@example.org> H=(x) [192.0.2.9]: message too big: size=1000000 max=500
    - smtp.mail_from: big@example.org
    - source.ip: 192.0.2.9
    - smtp.stage: mail
    - event.action: reject
    - event.outcome: failure
    - event.reason: message too big: size=1000000 max=500
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.reject_class: policy
    - smtp.reply.text: message too big: size=1000000 max=500

    = 2024-12-31 13:09:59 H=(x) [192.0.2.9] sender verify fail for <a@nowhere.example>: Unrouteable address
    - event.action: warning
    - smtp.mail_from: a@nowhere.example
    - event.outcome: failure
    - event.reason: sender verify fail for <a@nowhere.example>: Unrouteable address
    - network.protocol: smtp
    - smtp.helo: x
    - source.ip: 192.0.2.9

    = 2024-12-31 13:09:59 H=(x) [192.0.2.9] Warning: bad guy
    - event.action: warning
    - detail: Warning: bad guy
    - network.protocol: smtp
    - smtp.helo: x
    - source.ip: 192.0.2.9

    = 2024-12-31 13:09:59 unqualified verify rejected: <root> H=a.example [192.0.2.9]:26341
    - event.action: reject
    - source.ip: 192.0.2.9
    - event.outcome: failure
    - event.reason: unqualified verify rejected
    - network.protocol: smtp
    - smtp.rcpt_to: root
    - smtp.reject_class: protocol
    - source.domain: a.example
    - source.port: 26341

    = 2024-12-31 13:09:59 too many recipients: excess temporarily rejected: sender=<x@example.org> H=(x) [192.0.2.9]
    - event.action: rate-limit
    - source.ip: 192.0.2.9
    - event.outcome: failure
    - event.reason: too many recipients: excess temporarily rejected: sender=<x@example.org> H=(x) [192.0.2.9]
    - limit.name: too many recipients
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.mail_from: x@example.org

    = 2001-03-04 13:09:59 refused relay (host) to <a@example.com> from <b@example.org> H=(x) [192.0.2.9]
    - event.action: reject
    - smtp.reject_class: relay-denied
    - smtp.rcpt_to: a@example.com
    - source.ip: 192.0.2.9
    - event.outcome: failure
    - event.reason: refused relay
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.mail_from: b@example.org
    - smtp.stage: rcpt


    """#

  private static let sessions = #"""
    = 2017-01-23 03:44:14 dovecot_login authenticator failed for (hydra) [192.0.2.18]:35686: 535 Incorrect authentication data (set_id=user)
    - event.action: login
    - event.outcome: failure
    - auth.method: login
    - source.ip: 192.0.2.18
    - source.port: 35686
    - smtp.helo: hydra
    - user.name: user
    - smtp.reply.code: 535
    - event.reason: 535 Incorrect authentication data
    - network.protocol: smtp
    - smtp.reply.text: Incorrect authentication data

    = 2017-01-23 03:44:14 plain authenticator failed for h.example (x) [192.0.2.18] I=[198.51.100.1]:587: 535 Incorrect authentication data (set_id=a) [6.6.6.6]: 535 (set_id=b)
    - source.ip: 192.0.2.18
    - network.protocol: submission
    - user.name: a) [6.6.6.6]: 535 (set_id=b
    - auth.method: plain
    - event.action: login
    - event.outcome: failure
    - event.reason: 535 Incorrect authentication data
    - smtp.helo: x
    - smtp.reply.code: 535
    - smtp.reply.text: Incorrect authentication data
    - source.domain: h.example

    = 2017-01-23 03:44:14 SMTP connection from [192.0.2.10]:55010 (TCP/IP connection count = 7)
    - event.action: connect
    - source.ip: 192.0.2.10
    - source.port: 55010
    - limit.value: 7
    - limit.name: TCP/IP connection count
    - network.protocol: smtp

    = 2017-01-23 03:44:14 SMTP connection from (hydra) [192.0.2.10]:53682 lost D=2s
    - event.action: connection-lost
    - event.reason: lost
    - network.protocol: smtp
    - smtp.helo: hydra
    - source.ip: 192.0.2.10
    - source.port: 53682

    = 2017-01-23 03:44:14 SMTP connection from (hydra) [192.0.2.10]:53682 closed by QUIT
    - event.action: disconnect
    - network.protocol: smtp
    - smtp.helo: hydra
    - source.ip: 192.0.2.10
    - source.port: 53682

    = 2017-01-23 03:44:14 SMTP connection from (hydra) [192.0.2.10] closed by DROP in ACL
    - event.action: disconnect
    - event.outcome: failure
    - event.reason: closed by DROP in ACL
    - network.protocol: smtp
    - smtp.helo: hydra
    - source.ip: 192.0.2.10

    = 2017-01-23 03:44:14 Connection from [192.0.2.11]:1234 refused: too many connections from that IP address
    - event.action: rate-limit
    - source.ip: 192.0.2.11
    - limit.name: too many connections from that IP address
    - event.outcome: failure
    - event.reason: too many connections from that IP address
    - network.protocol: smtp
    - smtp.stage: connect
    - source.port: 1234

    = 2017-01-23 03:44:14 Connection from [192.0.2.11] refused: too many connections
    - event.action: service-limit
    - event.outcome: failure
    - event.reason: too many connections
    - limit.name: too many connections
    - network.protocol: smtp
    - smtp.stage: connect
    - source.ip: 192.0.2.11

    = 2017-01-23 03:44:14 Connection from [192.0.2.11] refused: load average = 12.50
    - event.action: service-limit
    - limit.name: load average
    - limit.value: 12
    - event.outcome: failure
    - event.reason: load average = 12.50
    - network.protocol: smtp
    - smtp.stage: connect
    - source.ip: 192.0.2.11

    = 2017-01-23 03:44:14 refused connection from h.example [192.0.2.11] (host_reject_connection)
    - event.action: connection-refused
    - source.ip: 192.0.2.11
    - event.outcome: failure
    - event.reason: refused connection from h.example [192.0.2.11] (host_reject_connection)
    - network.protocol: smtp
    - source.domain: h.example

    = 2017-01-23 03:44:14 SMTP call from (000000) [::1]:39480 dropped: too many syntax or protocol errors (last command was "123")
    - event.action: rate-limit
    - source.ip: ::1
    - limit.name: too many syntax or protocol errors
    - event.outcome: failure
    - event.reason: too many syntax or protocol errors (last command was "123")
    - network.protocol: smtp
    - smtp.helo: 000000
    - source.port: 39480

    = 2019-10-20 11:14:38 SMTP protocol synchronization error (input sent without waiting for greeting): rejected connection from H=[192.0.2.45] input="GET / HTTP/1.1\r\nHost: H=[6.6.6.6]"
    - event.action: reject
    - source.ip: 192.0.2.45
    - smtp.reject_class: protocol
    - event.outcome: failure
    - event.reason: SMTP protocol synchronization error (input sent without waiting for greeting)
    - network.protocol: smtp

    = 2016-03-19 18:40:44 [26221] SMTP protocol error in "AUTH LOGIN aW5mb0BleGFtcGxl" H=([127.0.0.1]) [192.0.2.165]:14243 I=[198.51.100.6]:587 AUTH command used when not advertised
    - event.action: warning
    - source.ip: 192.0.2.165
    - event.reason: AUTH command used when not advertised
    - event.outcome: failure
    - network.protocol: submission
    - smtp.helo: [127.0.0.1]
    - source.port: 14243

    = 2016-03-21 06:38:05 [5718] no MAIL in SMTP connection from www.example [192.0.2.15]:28890 I=[198.51.100.6]:25 D=21s X=TLS1.2:AES:256 C=EHLO,STARTTLS
    - event.action: warning
    - source.ip: 192.0.2.15
    - tls.established: false
    - event.reason: no MAIL in SMTP connection
    - network.protocol: smtp
    - source.domain: www.example
    - source.port: 28890

    = 2024-12-31 14:00:00 SMTP command timeout on connection from (slow) [192.0.2.15]:99
    - event.action: connection-lost
    - source.ip: 192.0.2.15
    - event.reason: SMTP command timeout on
    - network.protocol: smtp
    - smtp.helo: slow
    - source.port: 99

    = 2022-07-06 21:45:12 unexpected disconnection while reading SMTP command from g.example [192.0.2.19]:40028 D=0s
    - event.action: connection-lost
    - source.ip: 192.0.2.19
    - event.reason: unexpected disconnection while reading SMTP command
    - network.protocol: smtp
    - source.domain: g.example
    - source.port: 40028

    = 2022-07-06 21:45:12 TLS error on connection from (a.example) [192.0.2.19] (SSL_accept): error:14094418:SSL routines
    - event.action: tls-failed
    - source.ip: 192.0.2.19
    - event.outcome: failure
    - event.reason: (SSL_accept): error:14094418:SSL routines
    - network.protocol: smtp
    - smtp.helo: a.example

    = 2017-12-03 08:32:00 no host name found for IP address 192.0.2.147
    - event.action: warning
    - source.ip: 192.0.2.147
    - event.reason: no host name found

    = 2017-12-03 08:51:35 no IP address found for host h.example (during SMTP connection from [192.0.2.163])
    - event.action: warning
    - source.ip: 192.0.2.163
    - event.reason: no IP address found for host h.example (during SMTP connection from [192.0.2.163])
    - network.protocol: smtp

    exim: plain_server authenticator failed for (x) [192.0.2.5]: 435 Unable to authenticate at present
    - event.action: login
    - event.outcome: failure
    - smtp.reply.code: 435
    - auth.method: plain
    - event.reason: 435 Unable to authenticate at present
    - network.protocol: smtp
    - smtp.helo: x
    - smtp.reply.text: Unable to authenticate at present
    - source.ip: 192.0.2.5


    """#

  private static let others = #"""
    = 2024-12-31 14:00:00 Start queue run: pid=714
    - event.action: service
    - detail: Start queue run: pid=714

    = 2024-12-31 14:00:00 exim 4.96 daemon started: pid=7, -q30m, listening for SMTP on port 25 (IPv6 and IPv4)
    - event.action: service
    - detail: exim 4.96 daemon started: pid=7, -q30m, listening for SMTP on port 25 (IPv6 and IPv4)

    = Envelope-from: <a@example.org>
    - event.action: service
    - smtp.mail_from: a@example.org

    = I Message-Id: <E10@example.org>
    - event.action: service
    - email.message_id: E10@example.org
    """#
}
