import Model

/// Own lines that prove the formats of webmail.
enum WebmailSamples {
  static var roundcube: [LogSample] {
    LogSample.table(
      #"""
      = [22-Jan-2013 22:28:21 +0200]: FAILED login for anna from 203.0.113.9
      - event.action: login
      - event.outcome: failure
      - source.ip: 203.0.113.9
      - user.name: anna

      roundcube: IMAP Error: Login failed for x from 127.0.0.1. from 203.0.113.9. AUTHENTICATE PLAIN: A0002 NO Login failed. user=x from 127.0.0.1. in /usr/share/roundcube/program/include/rcube_imap.php on line 205 (POST /mail/?_task=login&_action=login)
      - event.action: login
      - event.outcome: failure
      - event.reason: AUTHENTICATE PLAIN: A0002 NO Login failed. user=x from 127.0.0.1.
      - source.ip: 203.0.113.9
      - user.name: x from 127.0.0.1.

      roundcube: IMAP Error: Login failed for x from 10.0.0.1. LOGIN: a from 203.0.113.9. LOGIN: b in /x.php on line 1
      - event.action: login
      - event.outcome: failure
      - event.reason: LOGIN: a from 203.0.113.9. LOGIN: b in /x.php on line 1
      - user.name: x from 10.0.0.1

      = [17-Jan-2016 11:09:06 -0530]: <j2pncet8> IMAP Error: Login failed for anna@example.com against mail.example.com from 203.0.113.9(X-Real-IP: 198.51.100.3,X-Forwarded-For: 198.51.100.4). AUTHENTICATE PLAIN: Authentication failed. in /usr/share/roundcubemail/program/lib/Roundcube/rcube_imap.php on line 197 (POST /?_task=login)
      - event.action: login
      - event.outcome: failure
      - event.reason: AUTHENTICATE PLAIN: Authentication failed.
      - session.id: j2pncet8
      - source.ip: 203.0.113.9
      - destination.domain: mail.example.com
      - original.client: 198.51.100.4
      - user.name: anna@example.com

      = [10-May-2015 13:02:52 -0400]: <4z506z6r> Failed login for anna from 203.0.113.9 in session 4z506z6rvddstv6k7jz08hxo27 (error: 0)
      - event.action: login
      - event.outcome: failure
      - event.reason: (error: 0)
      - session.id: 4z506z6r
      - source.ip: 203.0.113.9
      - user.name: anna

      = [10-May-2015 13:02:52 -0400]: <4z506z6r> Successful login for anna (ID: 3) from 203.0.113.9 in session 4z506z6rvddstv6k7jz08hxo27
      - event.action: login
      - event.outcome: success
      - session.id: 4z506z6r
      - source.ip: 203.0.113.9
      - user.name: anna

      = [10-May-2015 13:02:52 -0400]: <4z506z6r> User anna [203.0.113.9]; Message <a@example.com> for r@example.org, q@example.org; 250: 2.0.0 Ok: queued as 4YM9wq1sjf
      - event.action: message-queued
      - event.outcome: success
      - session.id: 4z506z6r
      - source.ip: 203.0.113.9
      - user.name: anna
      - email.message_id: a@example.com
      - smtp.rcpt_to: r@example.org | q@example.org
      - smtp.reply.code: 250
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4YM9wq1sjf
      - smtp.queued_as: 4YM9wq1sjf

      = [10-May-2015 13:02:52 -0400]: <4z506z6r> User anna [203.0.113.9]; Message <a@example.com> for undisclosed-recipients:, r@example.org; 250: OK id=1mQQrx-00Abcd-IW
      - event.action: message-queued
      - event.outcome: success
      - session.id: 4z506z6r
      - source.ip: 203.0.113.9
      - user.name: anna
      - email.message_id: a@example.com
      - smtp.rcpt_to: r@example.org
      - smtp.reply.code: 250
      - smtp.reply.text: OK id=1mQQrx-00Abcd-IW
      - smtp.queued_as: 1mQQrx-00Abcd-IW

      = [02-May-2021 13:16:15 America/Boise] Unexpected condition from IMAP server, closed or corrupt connection to IMAP.
      - event.action: service
      - detail: Unexpected condition from IMAP server, closed or corrupt connection to IMAP.

      = [02-May-2021 13:16:15 UTC] PHP Warning:  trim() expects parameter 1 to be string in /var/www/roundcube/x.php on line 5
      - event.action: warning
      - event.reason: PHP Warning:  trim() expects parameter 1 to be string in /var/www/roundcube/x.php on line 5

      = [10-May-2015 13:02:52 -0400]: PHP Error: Failed to load plugin file /var/www/x.php
      - event.action: warning
      - event.reason: PHP Error: Failed to load plugin file /var/www/x.php
      """#)
  }

  static var squirrelMail: [LogSample] {
    LogSample.table(
      #"""
      = 10/06/2013 15:50:41 [LOGIN_ERROR] anna (example.org) from 203.0.113.9: Unknown user or password incorrect.
      - event.action: login
      - event.outcome: failure
      - event.reason: Unknown user or password incorrect.
      - source.ip: 203.0.113.9
      - user.name: anna

      = 10/06/2013 15:50:41 [LOGIN] anna (example.org) from 203.0.113.9:
      - event.action: login
      - event.outcome: success
      - source.ip: 203.0.113.9
      - user.name: anna

      = 10/06/2013 15:50:41 [LOGOUT] anna (example.org) from 203.0.113.9:
      - event.action: logout
      - source.ip: 203.0.113.9
      - user.name: anna

      = 10/06/2013 15:50:41 [OUTGOING_MAIL] anna (example.org) from 203.0.113.9: Sent to r@example.org
      - event.action: service
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: [OUTGOING_MAIL] anna (example.org) from 203.0.113.9: Sent to r@example.org
      """#)
  }

  static var horde: [LogSample] {
    LogSample.table(
      #"""
      = Nov 11 18:57:57 HORDE [error] [horde] FAILED LOGIN for anna [203.0.113.9] to Horde [on line 116 of "/var/www/horde/login.php"]
      - event.action: login
      - event.outcome: failure
      - event.reason: FAILED LOGIN
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: to Horde

      HORDE: [imp] FAILED LOGIN for x [10.0.0.1] to y [203.0.113.9] to {mail.example.com:993 [imap/ssl]} [pid 4711 on line 139 of "/var/www/horde/imp/lib/Auth.php"]
      - event.action: login
      - event.outcome: failure
      - event.reason: FAILED LOGIN
      - source.ip: 203.0.113.9
      - user.name: x [10.0.0.1] to y
      - detail: to {mail.example.com:993 [imap/ssl]}

      horde: [imp] Login success for anna [203.0.113.9] (forwarded for [198.51.100.3]) to {mail.example.com:143 [imap]} [pid 4711 on line 139 of "/var/www/horde/imp/lib/Auth.php"]
      - event.action: login
      - event.outcome: success
      - source.ip: 203.0.113.9
      - original.client: 198.51.100.3
      - user.name: anna
      - detail: to {mail.example.com:143 [imap]}

      = Nov 11 18:57:57 HORDE [notice] [imp] Message sent to r@example.org from anna [on line 1 of "x"]
      - event.action: service
      - detail: Message sent to r@example.org from anna
      """#)
  }

  static var sogo: [LogSample] {
    LogSample.table(
      #"""
      = Mar 24 08:58:32 sogod [26818]: SOGoRootPage Login from '203.0.113.9' for user 'anna' might not have worked - password policy: 65535  grace: -1  expire: -1  bound: 0
      - event.action: login
      - event.outcome: failure
      - event.reason: might not have worked - password policy: 65535  grace: -1  expire: -1  bound: 0
      - source.ip: 203.0.113.9
      - user.name: anna

      sogod: SOGoRootPage Login from '10.0.0.1, 203.0.113.9' for user 'x' might not have worked' might not have worked - password policy: 65535
      - event.action: login
      - event.outcome: failure
      - event.reason: might not have worked - password policy: 65535
      - source.ip: 203.0.113.9
      - original.client: 10.0.0.1
      - user.name: x' might not have worked

      = Mar 24 08:58:32 sogod [26818]: SOGoRootPage successful login from '203.0.113.9' for user 'anna' - expire = -1  grace = -1
      - event.action: login
      - event.outcome: success
      - source.ip: 203.0.113.9
      - user.name: anna

      = Mar 24 08:58:32 sogod [26818]: 203.0.113.9 "POST /SOGo/connect HTTP/1.1" 403 34/38 0.311 - - 2M
      - event.action: service
      - detail: 203.0.113.9 "POST /SOGo/connect HTTP/1.1" 403 34/38 0.311 - - 2M
      """#)
  }
}
