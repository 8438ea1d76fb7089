"use client";

import { connectSSE } from "@sse/fetch";
import { useEffect, useState } from "react";

/** Reads in the browser what the route `/stream` passes on. */
export default function Page() {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const show = (text: string): void => setSeen((before) => [...before, text]);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async (): Promise<void> => {
      for await (const { data } of await connectSSE(fetch, "GET", "/stream", { signal })) show(data);
      show("end");
    };
    read().catch((error: unknown) => signal.aborted || show(String(error)));
    return () => controller.abort();
  }, []);
  return <p id="seen">{seen.join(" ")}</p>;
}
