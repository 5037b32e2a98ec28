# Verifies every DKIM-Signature of mails with dkimpy; mails and DNS records come as JSON on stdin.
import base64, json, sys
import dkim

task = json.load(sys.stdin)

def record(name, timeout=5):
    return task["records"][name.decode().rstrip(".").lower()].encode()

def verified(mail, index):
    try:
        return bool(dkim.DKIM(mail, minkey=1024).verify(index, dnsfunc=record))
    except dkim.DKIMException:
        return False

def all_verified(mail):
    signatures = sum(name.lower() == b"dkim-signature" for name, _ in dkim.rfc822_parse(mail)[0])
    return [verified(mail, index) for index in range(signatures)]

json.dump([all_verified(base64.b64decode(mail)) for mail in task["mails"]], sys.stdout)
