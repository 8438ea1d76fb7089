"""httpx-sse under test: each connection is a task, which leaves the stream when it is cancelled.

    pip install httpx httpx-sse
    npx sse-conformance run --command "python3 python.py"
"""
import asyncio, importlib.metadata, json, sys
import httpx
from httpx_sse import aconnect_sse

CAPABILITIES = "event-type event-id response method headers body signal send-last-event-id idle-timeout".split()


def say(**line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def connection(client, order, wanted):
    id, method, url, body, idle = order["id"], order["method"], order["url"], order.get("body"), order.get("idleTimeout")
    headers = {name: value.encode() for name, value in order.get("headers", {}).items()}
    if order.get("lastEventId"):
        headers["Last-Event-ID"] = order["lastEventId"].encode()
    options = {"headers": headers, "content": body and body.encode(), "timeout": httpx.Timeout(None, read=idle and idle / 1000)}
    try:
        async with aconnect_sse(client, method, url, **options) as source:
            say(id=id, open={"status": source.response.status_code, "headers": dict(source.response.headers)})
            await wanted.acquire()
            source.response.raise_for_status()
            async for event in source.aiter_sse():
                say(id=id, event={"event": event.event, "data": event.data, "id": event.id})
                await wanted.acquire()
        say(id=id, end=True)
    except asyncio.CancelledError:
        say(id=id, error="cancelled")
    except Exception as error:
        say(id=id, error=f"{type(error).__name__}: {error}", type=type(error).__name__)


async def main():
    policies = {"redirects": "refused", "compression": "decompressed", "noContent": "throws"}
    say(name="httpx-sse", version=importlib.metadata.version("httpx-sse"), methods=["connect"], capabilities=CAPABILITIES, policies=policies)
    client = httpx.AsyncClient(limits=httpx.Limits(max_connections=None))
    connections = {}
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        id, what = order["id"], order["do"]
        if what == "connect":
            wanted = asyncio.Semaphore(0)
            connections[id] = asyncio.create_task(connection(client, order, wanted)), wanted
        elif what == "next":
            connections[id][1].release()
        else:
            connections[id][0].cancel()


asyncio.run(main())
