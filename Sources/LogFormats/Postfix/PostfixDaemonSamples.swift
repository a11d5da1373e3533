import Model

/// Own lines of master, anvil and the programs that run the mail system.
enum PostfixDaemonSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/anvil: statistics: max connection rate 3/60s for (smtp:203.0.113.9) at Apr  6 13:01:41
      - event.action: statistics
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - limit.name: connection rate
      - detail: max connection rate 3/60s for (smtp:203.0.113.9) at Apr  6 13:01:41
      - limit.value: 3

      postfix/anvil: statistics: max connection count 2 for (submission:2001:db8::9) at Apr  6 13:01:41
      - event.action: statistics
      - network.protocol: submission
      - source.ip: 2001:db8::9
      - limit.name: connection count
      - detail: max connection count 2 for (submission:2001:db8::9) at Apr  6 13:01:41
      - limit.value: 2

      postfix/anvil: statistics: max connection rate 1/60s for (127.0.0.1:2525:127.0.0.1) at Apr  6 13:0\#
      1:41
      - event.action: statistics
      - source.ip: 127.0.0.1
      - limit.name: connection rate
      - detail: max connection rate 1/60s for (127.0.0.1:2525:127.0.0.1) at Apr  6 13:01:41
      - limit.value: 1

      postfix/anvil: statistics: max auth rate 11/60s for (submission:203.0.113.9) at Apr  6 13:01:41
      - event.action: statistics
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - limit.name: auth rate
      - detail: max auth rate 11/60s for (submission:203.0.113.9) at Apr  6 13:01:41
      - limit.value: 11

      postfix/anvil: statistics: max newtls rate 4/60s for (smtps:203.0.113.9) at Apr  6 13:01:41
      - event.action: statistics
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - limit.name: newtls rate
      - detail: max newtls rate 4/60s for (smtps:203.0.113.9) at Apr  6 13:01:41
      - limit.value: 4

      postfix/anvil: statistics: max cache size 3 at Apr  6 13:01:41
      - event.action: statistics
      - limit.name: cache size
      - detail: max cache size 3 at Apr  6 13:01:41
      - limit.value: 3

      postfix/scache: statistics: domain lookup hits=0 miss=1 success=0%
      - event.action: statistics
      - detail: domain lookup hits=0 miss=1 success=0%

      postfix/scache: statistics: max simultaneous domains=1 addresses=1 connection=1
      - event.action: statistics
      - detail: max simultaneous domains=1 addresses=1 connection=1

      postfix/verify: cache btree:/var/lib/postfix/verify_cache full cleanup: retained=0 dropped=0 entries
      - event.action: statistics
      - detail: cache btree:/var/lib/postfix/verify_cache full cleanup: retained=0 dropped=0 entries

      postfix/master: daemon started -- version 3.10.5, configuration /etc/postfix
      - event.action: service
      - event.outcome: success
      - detail: daemon started -- version 3.10.5, configuration /etc/postfix

      postfix/master: terminating on signal 15
      - event.action: service
      - event.outcome: success
      - detail: terminating on signal 15

      postfix/master: reload -- version 3.10.5, configuration /etc/postfix
      - event.action: service
      - event.outcome: success
      - detail: reload -- version 3.10.5, configuration /etc/postfix

      postfix/master: warning: service "smtp" (25) has reached its process limit "100": new clients ma\#
      y experience noticeable delays
      - event.action: service-limit
      - event.outcome: failure
      - event.reason: service "smtp" (25) has reached its process limit "100": new clients may experienc\#
      e noticeable delays
      - limit.name: service "smtp" (25)
      - limit.value: 100

      postfix/master: warning: process /usr/lib/postfix/sbin/smtpd pid 46234 killed by signal 11
      - event.action: warning
      - event.reason: process /usr/lib/postfix/sbin/smtpd pid 46234 killed by signal 11

      postfix/master: warning: to avoid this condition, increase the process count in master.cf or reduc\#
      e the service time per client
      - event.action: warning
      - event.reason: to avoid this condition, increase the process count in master.cf or reduce the ser\#
      vice time per client

      postfix/postfix-script: starting the Postfix mail system
      - event.action: service
      - event.outcome: success
      - detail: starting the Postfix mail system

      postfix/postfix-script: stopping the Postfix mail system
      - event.action: service
      - event.outcome: success
      - detail: stopping the Postfix mail system

      postfix/postfix-script: refreshing the Postfix mail system
      - event.action: service
      - event.outcome: success
      - detail: refreshing the Postfix mail system

      postfix/postfix-script: fatal: the Postfix mail system is not running
      - event.action: warning
      - event.outcome: failure
      - event.reason: the Postfix mail system is not running

      postfix-script: fatal: the Postfix mail system is already running
      - event.action: warning
      - event.outcome: failure
      - event.reason: the Postfix mail system is already running

      postfix/tlsmgr: warning: request to update table btree:/var/lib/postfix/smtpd_scache in non-postfi\#
      x directory /var/lib/postfix
      - event.action: warning
      - event.reason: request to update table btree:/var/lib/postfix/smtpd_scache in non-postfix directo\#
      ry /var/lib/postfix

      postfix/trivial-rewrite: warning: do not list domain example.com in BOTH mydestination and virtual\#
      _alias_domains
      - event.action: warning
      - event.reason: do not list domain example.com in BOTH mydestination and virtual_alias_domains

      postfix/proxymap: warning: /etc/postfix/users.db: duplicate entry: "anna@example.com"
      - event.action: warning
      - event.reason: /etc/postfix/users.db: duplicate entry: "anna@example.com"

      postfix/postmap: warning: /etc/postfix/virtual.db: duplicate entry: "anna@example.com"
      - event.action: warning
      - event.reason: /etc/postfix/virtual.db: duplicate entry: "anna@example.com"

      postfix/postdrop: warning: mail_queue_enter: create file maildrop/9C6F8D123: No space left on device
      - event.action: warning
      - event.reason: mail_queue_enter: create file maildrop/9C6F8D123: No space left on device

      postfix/sendmail: fatal: root(0): message file too big
      - event.action: warning
      - event.outcome: failure
      - event.reason: root(0): message file too big

      postfix/postqueue: fatal: Queue report unavailable - mail system is down
      - event.action: warning
      - event.outcome: failure
      - event.reason: Queue report unavailable - mail system is down

      postfix/postlogd: warning: logfile rotation failed
      - event.action: warning
      - event.reason: logfile rotation failed

      postfix/showq: fatal: open queue: Permission denied
      - event.action: warning
      - event.outcome: failure
      - event.reason: open queue: Permission denied

      postfix/flush: warning: open flush/example_com: No such file or directory
      - event.action: warning
      - event.reason: open flush/example_com: No such file or directory

      postfix/postfwd: [RULES] rule=0, id=OK, action=DUNNO
      - event.action: other-program
      """#)
  }
}
