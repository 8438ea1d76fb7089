import { expect, it } from "vitest";
import { readOptions, UsageError } from "./options.ts";

it.each([
  [["--metod", "GET"], "Unknown option '--metod'"],
  [["http://a", "--method"], "Option '--method <value>' argument missing"],
  [["--client", "got"], '--client: expected one of fetch, undici, axios, ky, got "got"'],
  [["localhost:3000/sse"], 'Expected an http or https URL, got "localhost:3000/sse"'],
  [["not a url"], 'Expected an http or https URL, got "not a url"'],
  [["http://a", "http://b"], "Expected one URL, got 2: http://a http://b"],
  [["--data", "x"], "--data: expected a URL along with it, got none"],
  [["--data", "x", "--method", "GET", "http://a"], "--data: expected a method whose requests have a body, got GET"],
  [["--method", "G T", "http://a"], '--method: expected an HTTP method, got "G T"'],
  [["--serve", "http://a"], "--serve: expected no URL, got http://a"],
  [["--serve", "--port", "http"], '--port: expected a port number, got "http"'],
  [["--port", "8001"], "--port: expected --serve along with it, got none"],
  [["--header", "nonsense", "http://a"], '--header: expected "NAME: VALUE", got "nonsense"'],
])("refuses %j in one line", (args, message) => {
  expect(() => readOptions(args)).toThrow(new UsageError(message));
});

it("sends a GET to the URL unless told otherwise", () => {
  expect(readOptions(["http://a/b?c"])).toEqual({
    do: "watch",
    clients: ["fetch", "undici", "axios", "ky"],
    target: { method: "GET", url: "http://a/b?c", headers: {}, body: undefined },
  });
});

it("joins a header that is given twice, and leaves a content type as it is given", () => {
  expect(
    readOptions(["http://a", "--data", "x", "--header", "Accept: a", "--header", "accept: b", "--header", "content-type: text/plain"]),
  ).toEqual({
    do: "watch",
    clients: ["fetch", "undici", "axios", "ky"],
    target: { method: "POST", url: "http://a/", headers: { accept: "a, b", "content-type": "text/plain" }, body: "x" },
  });
});

it("says that a body without a content type is JSON", () => {
  expect(readOptions(["http://a", "--data", "{}"])).toMatchObject({ target: { headers: { "content-type": "application/json" } } });
});
