import Model

/// Own lines that prove MailScanner and MIMEDefang.
enum MailFilterSamples {
  static var mailScanner: [LogSample] {
    LogSample.table(
      #"""
      MailScanner: Message 4BU94xkm000093 from 192.0.2.7 (a@example.net) to example.org is spam, SpamAssassin (score=11.1, required 5, BAYES_99 3.5)
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - smtp.mail_from: a@example.net
      - email.content.action: spam
      - detail: SpamAssassin (score=11.1, required 5, BAYES_99 3.5)
      - message.role: continues

      MailScanner: Message 775201F44B1.AED2C from 2001:db8::7 (a@example.net) to example.org is not spam, SpamAssassin (score=0.1, required 5)
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 2001:db8::7
      - email.local_id: 775201F44B1
      - smtp.mail_from: a@example.net
      - email.content.action: not spam
      - detail: SpamAssassin (score=0.1, required 5)
      - message.role: continues

      MailScanner: Message 4BU94xkm000093 from 192.0.2.7 (x is spam, y@example.net) to example.org is whitelisted
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - smtp.mail_from: x is spam, y@example.net
      - email.content.action: whitelisted
      - message.role: continues

      MailScanner: Message 4BU94xkm000093 from 192.0.2.7 (a@example.net) to example.org is spam (blacklisted)
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - smtp.mail_from: a@example.net
      - email.content.action: spam
      - detail: (blacklisted)
      - message.role: continues

      MailScanner: Message 4BU94xkm000093 from 192.0.2.7 (a@example.net) to example.org is too big for spam checks (300000 > 200000 bytes)
      - event.action: service
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - smtp.mail_from: a@example.net
      - detail: too big for spam checks (300000 > 200000 bytes)
      - message.role: continues

      MailScanner: Requeue: 775201F44B1.AED2C to 5AD9ABDEB5
      - event.action: redirect
      - event.outcome: success
      - email.local_id: 775201F44B1
      - smtp.queued_as: 5AD9ABDEB5
      - message.role: continues

      MailScanner: Infected message 4BU94xkm000093 came from 192.0.2.7
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - email.content.action: Infected
      - message.role: continues

      MailScanner: Filename Checks: Windows/DOS Executable (4BU94xkm000093 setup.exe)
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: Windows/DOS Executable
      - email.local_id: 4BU94xkm000093
      - email.content.action: Filename
      - email.content.names: setup.exe
      - message.role: continues

      MailScanner: Filename Checks: Allowing 4BU94xkm000093 msg-1-2.txt
      - event.action: service
      - email.local_id: 4BU94xkm000093
      - detail: Allowing 4BU94xkm000093 msg-1-2.txt
      - message.role: continues

      MailScanner: Clamd::INFECTED:: Eicar-Test-Signature :: ./4BU94xkm000093/eicar.com
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 4BU94xkm000093
      - email.content.action: INFECTED
      - email.content.names: Eicar-Test-Signature
      - message.role: continues

      MailScanner: ./4BU94xkm000093/eicar.zip: Eicar-Test-Signature FOUND
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 4BU94xkm000093
      - email.content.action: FOUND
      - email.content.names: Eicar-Test-Signature
      - message.role: continues

      MailScanner: Spam Actions: message 4BU94xkm000093 actions are store,delete
      - event.action: content-verdict
      - email.local_id: 4BU94xkm000093
      - email.content.action: store,delete
      - detail: Spam Actions
      - message.role: continues

      MailScanner: SpamAssassin cache hit for message 4BU94xkm000093
      - event.action: service
      - email.local_id: 4BU94xkm000093
      - detail: SpamAssassin cache hit for message 4BU94xkm000093
      - message.role: continues

      MailScanner: Found phishing fraud from bad.example claiming to be bank.example in 4BU94xkm000093
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: Found phishing fraud from bad.example claiming to be bank.example in 4BU94xkm000093
      - email.local_id: 4BU94xkm000093
      - email.content.action: phishing fraud
      - message.role: continues

      MailScanner: New Batch: Scanning 3 messages, 12345 bytes
      - event.action: service
      - detail: New Batch: Scanning 3 messages, 12345 bytes

      MailScanner: Commercial scanner clamav timed out!
      - event.action: warning
      - event.reason: Commercial scanner clamav timed out!

      update.bad.phishing.sites: Phishing bad sites list updated
      - event.action: service
      - detail: Phishing bad sites list updated
      """#)
  }

  static var mimeDefang: [LogSample] {
    LogSample.table(
      #"""
      mimedefang.pl: MDLOG,4BU94xkm000093,spam,12.3,192.0.2.7,<a@example.net>,<b@example.org>,Cheap, very cheap
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.7
      - email.local_id: 4BU94xkm000093
      - email.subject: Cheap, very cheap
      - smtp.mail_from: a@example.net
      - smtp.rcpt_to: b@example.org
      - email.content.action: spam
      - detail: 12.3,192.0.2.7
      - message.role: continues

      mimedefang.pl: 4BU94xkm000093: MDLOG,4BU94xkm000093,mail_in,,,<>,<b@example.org>,
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 4BU94xkm000093
      - smtp.mail_from: <>
      - smtp.rcpt_to: b@example.org
      - email.content.action: mail_in
      - detail: ,
      - message.role: continues

      mimedefang.pl: MDLOG,4BU94xkm000093,virus,Eicar-Test-Signature,192.0.2.7,<a@example.net>,<b@example.org>,Hello
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 4BU94xkm000093
      - email.subject: Hello
      - smtp.mail_from: a@example.net
      - smtp.rcpt_to: b@example.org
      - email.content.action: virus
      - email.content.names: Eicar-Test-Signature
      - detail: Eicar-Test-Signature,192.0.2.7
      - message.role: continues

      mimedefang.pl: filter: 4BU94xkm000093: bounce=1
      - event.action: content-verdict
      - event.reason: bounce=1
      - email.local_id: 4BU94xkm000093
      - email.content.action: bounce
      - message.role: continues

      mimedefang: 4BU94xkm000093: Bouncing because filter instructed us to
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: Bouncing because filter instructed us to
      - email.local_id: 4BU94xkm000093
      - email.content.action: Bouncing
      - message.role: continues

      mimedefang: 4BU94xkm000093: Discarding because filter instructed us to
      - event.action: content-verdict
      - event.outcome: success
      - event.reason: Discarding because filter instructed us to
      - email.local_id: 4BU94xkm000093
      - email.content.action: Discarding
      - message.role: continues

      mimedefang-multiplexor: started; minSlaves=2, maxSlaves=10, maxRequests=500, maxIdleTime=300
      - event.action: service
      - detail: started; minSlaves=2, maxSlaves=10, maxRequests=500, maxIdleTime=300

      mimedefang-multiplexor: Slave 1 died prematurely -- check your filter rules
      - event.action: warning
      - event.reason: Slave 1 died prematurely -- check your filter rules
      """#)
  }
}
