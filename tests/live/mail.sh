#!/usr/bin/env bash
# SNS by mail, through a mail server that wants STARTTLS and a password, from an endpoint that wants signatures: the
# confirmation's link is followed unsigned, an alarm's and a publisher's words arrive, the last link ends it.
source "$(dirname "$0")/expect.sh"

cli=$(command -v /usr/bin/aws || command -v aws) || { echo "no AWS CLI here"; exit 77; }
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || { echo "no python3-aiosmtpd here"; exit 77; }
export HOME=$scratch AWS_ACCESS_KEY_ID=AKIATEST AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=eu-west-1 AWS_PAGER=
free() { ! (: < "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
until port=$((10000 + RANDOM % 9000)) && free "$port" && free $((port + 1)); do :; done
endpoint=http://127.0.0.1:$port
aws() { "$cli" --endpoint-url "$endpoint" --output text "$@"; }
cd "$scratch"

openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2> openssl.log
mkdir mails
/usr/bin/python3 "$root/tests/live/mail_server.py" $((port + 1)) mails certificate.pem key.pem rampart 'p@ss:word' > mail_server.log 2>&1 &
started+=($!)
wait_until 10 bash -c ": < /dev/tcp/127.0.0.1/$((port + 1))" 2> /dev/null || fail "no mail server: $(cat mail_server.log)"

printf '[default]\naws_access_key_id = AKIATEST\naws_secret_access_key = secret\n' > keys
chmod 600 keys
SSL_CERT_FILE=certificate.pem RAMPART_SMTP="smtp://rampart:p%40ss%3Aword@localhost:$((port + 1))" \
  "$rampart" serve --port "$port" --compute process --credentials keys --mail-from alerts@shop.example > serve.log 2>&1 &
serve=$!
started+=("$serve")
wait_until 20 curl -sf -o /dev/null "$endpoint/health" || fail "rampart serve doesn't answer: $(cat serve.log)"
grep -q "^SNS mails through localhost:$((port + 1)), from alerts@shop.example" serve.log || fail "$(cat serve.log)"
! grep -q 'p@ss\|p%40ss' serve.log || fail "the password is told"

# mail N: waits for the Nth mail.
mail() { wait_until 20 test -f "mails/$(printf %03d "$1").eml" || fail "no mail $1: $(cat serve.log)"; }
has() { grep -qF -e "$2" "mails/$1.eml" || fail "no \"$2\" in mail $1: $(cat "mails/$1.eml")"; }
link() { tr -d '\r' < "mails/$1.eml" | grep -o "http://[^ \"]*Action=$2[^ \"]*"; }

topic=$(aws sns create-topic --name alerts --attributes DisplayName=Shop)
[ "$(aws sns subscribe --topic-arn "$topic" --protocol email --notification-endpoint ops@shop.example)" = "pending confirmation" ] || fail "not pending"
mail 1
has 001 'From: "Shop" <alerts@shop.example>'
has 001 'To: <ops@shop.example>'
has 001 'Subject: AWS Notification - Subscription Confirmation'
[ "$(curl -s -o answer -w '%{http_code}' "$endpoint/?Action=ListTopics&Version=2010-03-31")" = 403 ] || fail "unsigned calls are answered"
[ "$(curl -s -o answer -w '%{http_code}' "$(link 001 ConfirmSubscription)")" = 200 ] || fail "the link: $(cat answer)"
echo "ok: confirmed by the link alone"

aws sns publish --topic-arn "$topic" --subject 'Hot: 95 %' --message $'first\n.second' > id
mail 2
has 002 'Subject: Hot: 95 %'
has 002 '.second'
has 002 "Message-ID: <$(cat id)@shop.example>"

# An alarm of another region, whose action is this topic.
AWS_DEFAULT_REGION=us-east-1 aws cloudwatch put-metric-alarm --alarm-name web-errors --namespace Shop --metric-name Errors \
  --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanThreshold --alarm-actions "$topic"
AWS_DEFAULT_REGION=us-east-1 aws cloudwatch set-alarm-state --alarm-name web-errors --state-value ALARM --state-reason drill
mail 3
has 003 'Subject: ALARM: "web-errors" in US East (N. Virginia)'
echo "ok: publishers and alarms of other regions are heard"

[ "$(curl -s -o answer -w '%{http_code}' "$(link 002 Unsubscribe)")" = 200 ] || fail "the link: $(cat answer)"
aws sns subscribe --topic-arn "$topic" --protocol email-json --notification-endpoint refused@shop.example > answered
aws sns subscribe --topic-arn "$topic" --protocol email-json --notification-endpoint json@shop.example > answered
mail 4
has 004 'To: <json@shop.example>'
has 004 '"Type" : "SubscriptionConfirmation"'
wait_until 10 grep -q "SNS: what alerts said didn't reach refused@shop.example: .*550" serve.log || fail "nobody tells of the refusal: $(cat serve.log)"
aws sns publish --topic-arn "$topic" --message unheard > answered
sleep 1
[ "$(ls mails | wc -l)" = 4 ] || fail "a mail to one who unsubscribed"
echo "ok: the last link ends it, a refused mail is told"

kill -INT "$serve"
wait "$serve" || fail "rampart serve ended with $?: $(cat serve.log)"
echo "passed"
