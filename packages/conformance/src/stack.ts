/** At most so many frames of a stack are shown. */
const mostFrames = 8;

/** A stack without the frames of the suite and of the runtime: what is left is the subject's. */
export function subjectStack(stack: string): string {
  const lines = stack.split("\n");
  const frames = lines.filter(isFrame);
  const suite = suiteFolder();
  const foreign = frames.filter((frame) => !/node:|<anonymous>\)?$/.test(frame) && !(suite !== undefined && frame.includes(suite)));
  // A bundle holds the suite and the subject in one file: its frames can't be told apart.
  const shown = foreign.length > 0 ? foreign : frames;
  return [...lines.slice(0, lines.findIndex(isFrame)).slice(0, 1), ...shown.slice(0, mostFrames)].join("\n");
}

/** V8 writes "at name (file:1:2)", other engines "name@file:1:2". */
const isFrame = (line: string): boolean => /^\s*at |@.*:\d+:\d+$/.test(line);

/** The folder of this module: of the suite's sources, or of its bundle. */
function suiteFolder(): string | undefined {
  const own = new Error().stack?.split("\n").find(isFrame);
  return /((?:[a-z]+:\/\/|[A-Za-z]:\\|\/)[^()]*[\\/])[^\\/]*:\d+:\d+/.exec(own ?? "")?.[1];
}
