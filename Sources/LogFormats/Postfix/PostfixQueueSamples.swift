import Model

/// Own lines about the queue.
enum PostfixQueueSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/qmgr: 9C6F8D123: from=<a@example.org>, size=5360, nrcpt=1 (queue active)
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.size: 5360
      - smtp.recipients: 1
      - message.role: continues

      postfix/qmgr: 9C6F8D123: from=<>, size=2666, nrcpt=2 (queue active)
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - smtp.mail_from: <>
      - smtp.size: 2666
      - smtp.recipients: 2
      - message.role: continues

      postfix/qmgr: 9C6F8D123: from=anna@example.com, size=270, nrcpt=1 (queue active)
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - smtp.mail_from: anna@example.com
      - smtp.size: 270
      - smtp.recipients: 1
      - message.role: continues

      postfix/qmgr: 9C6F8D123: from=<"x>, size=1, nrcpt=1 (queue active)"@example.org>, size=5360, nrcpt\#
      =3 (queue active)
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - smtp.mail_from: "x>, size=1, nrcpt=1 (queue active)"@example.org
      - smtp.size: 5360
      - smtp.recipients: 3
      - message.role: continues

      postfix/qmgr: 9C6F8D123: from=<a@example.org>, status=expired, returned to sender
      - event.action: delivery
      - event.outcome: failure
      - event.reason: expired, returned to sender
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.status: expired
      - message.role: continues

      postfix/qmgr: 9C6F8D123: from=<a@example.org>, status=force-expired, returned to sender
      - event.action: delivery
      - event.outcome: failure
      - event.reason: force-expired, returned to sender
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.status: expired
      - message.role: continues

      postfix/qmgr: 9C6F8D123: removed
      - event.action: message-removed
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - message.role: ends

      postfix/oqmgr: 9C6F8D123: removed
      - event.action: message-removed
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - message.role: ends

      postfix/qmgr: 9C6F8D123: skipped, still being delivered
      - event.action: warning
      - event.reason: skipped, still being delivered
      - email.local_id: 9C6F8D123
      - message.role: continues

      postfix/qmgr: 9C6F8D123: status=deferred (bounce failed)
      - event.action: warning
      - event.outcome: failure
      - event.reason: bounce failed
      - email.local_id: 9C6F8D123
      - message.role: continues

      postfix/qmgr: 9C6F8D123: to=<anna@example.net>, relay=none, delay=63495, delays=63350/144/0/0, dsn\#
      =4.4.1, status=deferred (delivery temporarily suspended: connect to mx.example.net[192.0.2.99]:25\#
      : Connection timed out)
      - event.action: delivery
      - event.outcome: failure
      - event.reason: delivery temporarily suspended: connect to mx.example.net[192.0.2.99]:25: Connecti\#
      on timed out
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.net
      - smtp.reply.enhanced: 4.4.1
      - smtp.reply.text: delivery temporarily suspended: connect to mx.example.net[192.0.2.99]:25: Conne\#
      ction timed out
      - transport: none
      - smtp.status: deferred
      - smtp.delay: 63495
      - message.role: continues

      postfix/qmgr: warning: mail for [127.0.0.1]:10024 is using up 4001 of 5000 active queue entries
      - event.action: warning
      - event.reason: mail for [127.0.0.1]:10024 is using up 4001 of 5000 active queue entries

      postfix/qmgr: warning: transport smtp-amavis failure -- see a previous warning/fatal/panic logfil\#
      e record for the problem description
      - event.action: warning
      - event.reason: transport smtp-amavis failure -- see a previous warning/fatal/panic logfile recor\#
      d for the problem description

      postfix/bounce: 9C6F8D123: sender non-delivery notification: 153053D8A
      - event.action: bounce
      - email.local_id: 153053D8A
      - email.bounce_of: 9C6F8D123
      - detail: sender non-delivery notification
      - message.role: continues

      postfix/bounce: 9C6F8D123: sender delivery status notification: 153053D8A
      - event.action: bounce
      - email.local_id: 153053D8A
      - email.bounce_of: 9C6F8D123
      - detail: sender delivery status notification
      - message.role: continues

      postfix/bounce: 9C6F8D123: sender delay notification: 153053D8A
      - event.action: bounce
      - email.local_id: 153053D8A
      - email.bounce_of: 9C6F8D123
      - detail: sender delay notification
      - message.role: continues

      postfix/bounce: 9C6F8D123: postmaster non-delivery notification: 153053D8A
      - event.action: bounce
      - email.local_id: 153053D8A
      - email.bounce_of: 9C6F8D123
      - detail: postmaster non-delivery notification
      - message.role: continues

      postfix/pickup: 9C6F8D123: uid=0 from=<root>
      - event.action: message-received
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.mail_from: root
      - detail: uid=0
      - message.role: begins

      postfix/pickup: 9C6F8D123: uid=0 from=<a@example.org> orig_id=153053D8A
      - event.action: message-received
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - original.id: 153053D8A
      - detail: uid=0
      - message.role: begins

      postfix/pickup: warning: 9C6F8D123: message has been queued for 2 days
      - event.action: warning
      - event.reason: message has been queued for 2 days
      - email.local_id: 9C6F8D123
      - message.role: continues

      postfix/postsuper: 9C6F8D123: removed
      - event.action: message-removed
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - message.role: ends

      postfix/postsuper: 9C6F8D123: requeued
      - event.action: service
      - email.local_id: 9C6F8D123
      - detail: requeued
      - message.role: continues

      postfix/postsuper: 9C6F8D123: placed on hold
      - event.action: service
      - email.local_id: 9C6F8D123
      - detail: placed on hold
      - message.role: continues

      postfix/postsuper: 9C6F8D123: released from hold
      - event.action: service
      - email.local_id: 9C6F8D123
      - detail: released from hold
      - message.role: continues

      postfix/postsuper: Deleted: 115 messages
      - event.action: statistics
      - limit.name: Deleted
      - limit.value: 115

      postfix/postsuper: Released from hold: 1 message
      - event.action: statistics
      - limit.name: Released from hold
      - limit.value: 1
      """#)
  }
}
