"""Drives an SSE client of the Python standard library through the scripted server.

    npx sse-conformance serve        prints the control port's address
    python3 client.py http://127.0.0.1:40000
"""
import http.client, json, sys
from urllib.request import Request, urlopen

control = sys.argv[1]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(control + path, data, method=method)) as answer:
        return json.loads(answer.read() or "null")


def events(response):
    """The client under test: as small as one can be, so that the scenario stays in view."""
    for line in response:
        if line.startswith(b"data: "):
            yield line[6:].rstrip().decode()


script = call("POST", "/scenarios", {"exchanges": [[
    {"do": "head", "headers": {"content-type": "text/event-stream"}},
    {"do": "body", "text": "data: hello\n\n"},
    {"do": "wait", "for": "second"},
    {"do": "body", "text": "data: world\n\n"},
]]})
scenario, url = f"/scenarios/{script['id']}", script["url"]
connection = http.client.HTTPConnection(url.split("/")[2])
connection.request("GET", url)
stream = events(response := connection.getresponse())
print("event:", next(stream))
print("while the connection is open:", call("GET", f"{scenario}/exchanges/0")["closedBy"] is None)
call("PUT", f"{scenario}/releases/second")
print("event:", next(stream))
response.close()
print("closed by:", call("GET", f"{scenario}/exchanges/0/milestones/closed?timeout=5000")["closedBy"])
call("DELETE", scenario)
