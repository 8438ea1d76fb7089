/**
 * The flaky server's process: `node server.ts <seed>`. It tells its parent the port, then what happens, and ends with it. `finish` means that no
 * more numbers are needed.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { answer, answerDone, type Intent, type Task } from "./answer.ts";
import { Exchange } from "./exchange.ts";
import { kindOf, type Stream } from "./items.ts";
import { Log } from "./log.ts";
import { lastPlan, type Plan, planOf } from "./plan.ts";
import { type Message, type Order, Reporter, type ServerReport } from "./reports.ts";
import { chance } from "./seeds.ts";
import { mayClose, setups } from "./setups.ts";

const seed = Number(process.argv[2]);
const reporter = new Reporter<ServerReport>();

/** What the server knows of one consumer. */
class Client {
  readonly stream: Stream;
  readonly log: Log;
  readonly #mayClose: boolean;
  readonly #open = new Set<Exchange>();

  constructor(stream: Stream, mayClose: boolean) {
    this.stream = stream;
    this.#mayClose = mayClose;
    this.log = new Log(stream, this.report);
  }

  readonly report = (report: ServerReport): void => reporter.add(this.stream.consumer, report);

  async serve(socket: Socket, attempt: number, lastEventId: string): Promise<void> {
    const { consumer } = this.stream;
    let intent: Intent = { what: "left by the consumer", kind: "left" };
    const older = [...this.#open];
    const exchange = new Exchange(socket, () => {
      this.#open.delete(exchange);
      this.report({ about: "end", attempt, how: { ...intent, silence: exchange.silence } });
    });
    this.#open.add(exchange);
    void this.#expectOver(older, attempt);
    const position = this.log.position(lastEventId);
    if (position === undefined) {
      this.report({ about: "fault", text: `attempt ${attempt} asks to resume after an ID that wasn't issued: ${lastEventId}` });
      exchange.drop("reset");
      return;
    }
    const plan: Plan = this.log.isFinishing ? lastPlan : planOf(seed, consumer, attempt, this.#mayClose);
    const overlap = plan.answer.kind === "stream" ? plan.answer.overlap : 0;
    const from = this.log.resume(position, overlap);
    this.report({ about: "request", attempt, position, from, time: exchange.began });
    const task: Task = {
      exchange,
      log: this.log,
      from,
      below: chance(seed, consumer, "bytes", attempt),
      intend: (next) => {
        intent = next;
      },
    };
    await (this.log.isFinishing && this.#isDone(position) ? answerDone(task) : answer(task, plan));
  }

  #isDone(position: number): boolean {
    let next = position + 1;
    while (next <= this.log.last && kindOf(this.stream, next) === "silent") next++;
    return next > this.log.last;
  }

  /** A consumer closes a connection before it makes the next. The system may tell of both in any order, but not a second apart. */
  async #expectOver(older: readonly Exchange[], attempt: number): Promise<void> {
    if (older.length === 0) return;
    await pause(1_000);
    if (older.some((exchange) => exchange.isOpen)) {
      this.report({ about: "fault", text: `attempt ${attempt} came while an older connection was open, and stayed` });
    }
  }
}

const clients = setups.map((setup, consumer) => new Client({ seed, consumer, repeatsIds: !setup.dedupe }, mayClose(setup)));

const send = (message: Message<ServerReport>): void => void process.send?.(message);

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {}); // its close follows
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      const head = text.slice(0, end);
      text = text.slice(end + 4);
      const [, consumer, attempt] = /^GET \/(\d+)\/(\d+) /.exec(head) ?? [];
      const id = /^last-event-id: *(.*?) *$/im.exec(head)?.[1] ?? "";
      void clients[Number(consumer)]?.serve(socket, Number(attempt), Buffer.from(id, "latin1").toString());
    }
  });
});
server.listen(0, "127.0.0.1", 1_024, () => {
  const { port } = server.address() as AddressInfo; // a string only for a pipe, null only before it listens
  send({ ready: port });
});

process.on("message", (order: Order) => {
  if (order === "finish") for (const { log } of clients) log.finish();
  else {
    reporter.flush();
    send({ heap: process.memoryUsage().heapUsed });
  }
});
process.on("disconnect", () => process.exit());
