"""Counts as far as the path says. A reader that reconnects goes on after its Last-Event-ID."""
import asyncio
import sys

import uvicorn
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.routing import Route


async def count(request):
    first = int(request.headers.get("last-event-id", 0)) + 1

    async def events():
        for number in range(first, request.path_params["last"] + 1):
            yield {"event": "count", "data": number, "id": str(number)}
            await asyncio.sleep(0.01)

    return EventSourceResponse(events())


app = Starlette(routes=[Route("/count/{last:int}", count)])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="info")
