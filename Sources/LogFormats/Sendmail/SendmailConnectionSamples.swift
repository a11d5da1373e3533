import Model

/// Own lines about connections: TLS, logins, what clients did.
enum SendmailConnectionSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      sm-mta: NOQUEUE: connect from h-198-51-100-131.dsl.homenet.test [198.51.100.131]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 198.51.100.131
      - source.domain: h-198-51-100-131.dsl.homenet.test

      sm-mta: NOQUEUE: connect from [IPv6:2001:db8:bad:0:0:0:0:7]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 2001:db8:bad:0:0:0:0:7

      sm-mta: tls_srv_features=empty, stat=0, relay=mail.beta.test [203.0.113.30]
      - event.action: service
      - detail: tls_srv_features=empty, stat=0, relay=mail.beta.test [203.0.113.30]

      sm-mta: STARTTLS=server, relay=h-198-51-100-131.dsl.homenet.test [198.51.100.131], version=TLSv1.3, verify=NO, cipher=TLS_AES_256_GCM_SHA384, bits=256/256
      - event.action: tls-established
      - event.outcome: success
      - source.ip: 198.51.100.131
      - source.domain: h-198-51-100-131.dsl.homenet.test
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true
      - tls.verified: none

      sm-mta: 221820LG031423: STARTTLS=server, relay=mac.example.org [192.0.2.21], version=TLSv1.2, verify=FAIL, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256/256
      - event.action: tls-established
      - event.outcome: success
      - source.ip: 192.0.2.21
      - source.domain: mac.example.org
      - email.local_id: 221820LG031423
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - tls.established: true
      - tls.verified: untrusted
      - message.role: continues

      sendmail: STARTTLS=client, relay=[127.0.0.1], version=TLSv1/SSLv3, verify=FAIL, cipher=DHE-RSA-AES256-SHA, bits=256/256
      - event.action: tls-established
      - event.outcome: success
      - destination.ip: 127.0.0.1
      - tls.cipher: DHE-RSA-AES256-SHA
      - tls.established: true
      - tls.verified: untrusted

      sm-mta: STARTTLS=client, relay=mx1.alpha.test., version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256
      - event.action: tls-established
      - event.outcome: success
      - destination.domain: mx1.alpha.test
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true
      - tls.verified: trusted

      sm-mta: STARTTLS=server, error: accept failed=-1, reason=no shared cipher, SSL_error=1, errno=0, retry=-1, relay=scan.example.net [198.51.100.66]
      - event.action: tls-failed
      - event.outcome: failure
      - event.reason: accept failed=-1, reason=no shared cipher, SSL_error=1, errno=0, retry=-1
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - tls.established: false

      sm-mta: STARTTLS=server, init=1
      - event.action: service
      - detail: STARTTLS=server, init=1

      sm-mta: STARTTLS: CRLFile missing
      - event.action: warning
      - event.reason: STARTTLS: CRLFile missing

      sm-mta: AUTH=server, relay=h-198-51-100-131.dsl.homenet.test [198.51.100.131], authid=quinn, mech=PLAIN, bits=0
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 198.51.100.131
      - source.domain: h-198-51-100-131.dsl.homenet.test
      - user.name: quinn
      - auth.method: PLAIN

      sm-mta: AUTH=client, relay=mail.beta.test., mech=, bits=0
      - event.action: service
      - destination.domain: mail.beta.test
      - detail: AUTH=client, relay=mail.beta.test., mech=, bits=0

      sm-mta: 4BV9e4xc000477: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user=jonas, relay=bad.example.net [198.18.10.12]
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: authentication failure (-13) SASL(-13): authentication failure: checkpass failed
      - source.ip: 198.18.10.12
      - source.domain: bad.example.net
      - user.name: jonas
      - email.local_id: 4BV9e4xc000477
      - auth.method: LOGIN
      - message.role: continues

      sm-mta: 4BV9e4xc000477: AUTH failure (LOGIN): user not found (-20) SASL(-13): user not found: checkpass failed, user=criminal, relay=[192.0.2.100], relay=[192.0.2.4]
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: user not found (-20) SASL(-13): user not found: checkpass failed
      - source.ip: 192.0.2.4
      - user.name: criminal, relay=[192.0.2.100]
      - email.local_id: 4BV9e4xc000477
      - auth.method: LOGIN
      - message.role: continues

      sm-mta: 4BV9e4xc000477: AUTH failure (CRAM-MD5): user not found (-20)
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: user not found (-20)
      - email.local_id: 4BV9e4xc000477
      - auth.method: CRAM-MD5
      - message.role: continues

      sm-mta: 4BV9e4xc000477: AUTH decode64 error [13 for "c2VjcmV0"]
      - event.action: warning
      - event.reason: AUTH decode64 error
      - email.local_id: 4BV9e4xc000477
      - message.role: continues

      sm-mta: 4BV2e5nn000280: timeout waiting for input from [198.19.60.4] during server cmd read
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: timeout waiting for input from [198.19.60.4] during server cmd read
      - source.ip: 198.19.60.4
      - email.local_id: 4BV2e5nn000280
      - message.role: continues

      sm-mta: 4BV2e5nn000280: lost input channel from [198.19.60.4] to MTA-v4 after mail
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost input channel from [198.19.60.4] to MTA-v4 after mail
      - source.ip: 198.19.60.4
      - email.local_id: 4BV2e5nn000280
      - smtp.stage: mail
      - message.role: continues

      sm-mta: 4BV2e5nn000280: lost input channel from pc.example.net [198.19.60.4] (may be forged) to MTA after rcpt
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost input channel from pc.example.net [198.19.60.4] (may be forged) to MTA after rcpt
      - source.ip: 198.19.60.4
      - email.local_id: 4BV2e5nn000280
      - smtp.stage: rcpt
      - message.role: continues

      sm-mta: 4BV3AOso000304: ip-198-18-5-6.dyn.badnet.test [198.18.5.6] did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA-v4
      - event.action: disconnect
      - network.protocol: smtp
      - event.reason: did not issue MAIL/EXPN/VRFY/ETRN
      - source.ip: 198.18.5.6
      - source.domain: ip-198-18-5-6.dyn.badnet.test
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: [198.18.5.6] (may be forged) did not issue MAIL/EXPN/VRFY/ETRN during connection to MSP-v4
      - event.action: disconnect
      - network.protocol: submission
      - event.reason: did not issue MAIL/EXPN/VRFY/ETRN
      - source.ip: 198.18.5.6
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: NOQUEUE: Null connection from scan.example.net [198.51.100.66]
      - event.action: disconnect
      - network.protocol: smtp
      - event.reason: Null connection
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: possible SMTP attack: command=AUTH, count=5
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: possible SMTP attack: command=AUTH, count=5
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - limit.name: AUTH
      - limit.value: 5
      - message.role: continues

      sm-mta: 4BV3AOso000304: [198.51.100.66]: possible SMTP attack: command=HELO/EHLO, count=3
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: possible SMTP attack: command=HELO/EHLO, count=3
      - source.ip: 198.51.100.66
      - email.local_id: 4BV3AOso000304
      - limit.name: HELO/EHLO
      - limit.value: 3
      - message.role: continues

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: Possible SMTP RCPT flood, throttling.
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Possible SMTP RCPT flood, throttling.
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - limit.name: RCPT
      - message.role: continues

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: probable open proxy: command=GET / HTTP/1.0 [203.0.113.99]: x\r\n
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: probable open proxy: command=GET / HTTP/1.0 [203.0.113.99]: x\r\n
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.reject_class: protocol
      - message.role: continues

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: SMTP violation, input too long: 5002
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: SMTP violation, input too long: 5002
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.reject_class: protocol
      - message.role: continues

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: VRFY root [rejected]
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: VRFY root [rejected]
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.reject_class: policy
      - message.role: continues

      sm-mta: 4BV3AOso000304: scan.example.net [198.51.100.66]: expn list
      - event.action: service
      - network.protocol: smtp
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - detail: expn list
      - message.role: continues

      sm-mta: 4BV3AOso000304: "wiz" command from scan.example.net [198.51.100.66] (198.51.100.66)
      - event.action: warning
      - network.protocol: smtp
      - event.reason: "wiz" command
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: invalid domain name (x] from a [203.0.113.99]) from scan.example.net [198.51.100.66]
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: invalid domain name
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.helo: x] from a [203.0.113.99]
      - smtp.stage: helo
      - smtp.reject_class: helo
      - message.role: continues

      sm-mta: 4BV3AOso000304: invalid domain name (too long) from scan.example.net [198.51.100.66]
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: invalid domain name
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.stage: helo
      - smtp.reject_class: helo
      - message.role: continues

      sm-mta: 4BV3AOso000304: collect: premature EOM: Connection reset by scan.example.net
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: premature EOM: Connection reset by scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.stage: data
      - message.role: continues

      sm-mta: 4BV3AOso000304: collect: unexpected close on connection from scan.example.net, sender=<a@example.net>
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: unexpected close
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: a@example.net
      - smtp.stage: data
      - message.role: continues

      sm-mta: 4BV3AOso000304: collect: I/O error on connection from scan.example.net [198.51.100.66], from=<a@example.net>
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: I/O error
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: a@example.net
      - smtp.stage: data
      - message.role: continues

      sm-mta: 4BV3AOso000304: collect: relay=scan.example.net [198.51.100.66], from=<a@example.net>, info=Bare linefeed (LF) not allowed, where=body, status=tempfail
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: relay=scan.example.net [198.51.100.66], from=<a@example.net>, info=Bare linefeed (LF) not allowed, where=body, status=tempfail
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: a@example.net
      - smtp.stage: data
      - message.role: continues

      sm-mta: 4BV3AOso000304: rejecting commands from scan.example.net [198.51.100.66] due to pre-greeting traffic after 2 seconds
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: due to pre-greeting traffic after 2 seconds
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.stage: connect
      - smtp.reject_class: protocol
      - message.role: continues

      sm-mta: 4BV3AOso000304: rejecting server EHLO from scan.example.net [198.51.100.66] due to traffic before response
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: due to traffic before response
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.stage: helo
      - smtp.reject_class: protocol
      - message.role: continues

      sm-mta: 4BV3AOso000304: SMTP MAIL command (from:<a@example.net>) from scan.example.net [198.51.100.66] tempfailed (due to previous checks)
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: tempfailed (due to previous checks)
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.stage: mail
      - smtp.reject_class: policy
      - message.role: continues
      """#)
  }
}
