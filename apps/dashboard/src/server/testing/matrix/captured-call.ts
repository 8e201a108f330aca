import type { Caller, MatrixTarget, ProcedureCase } from "./case.ts";

/** The input that a case gives its procedure, caught by a caller that calls nothing. */
export async function capturedInput(
  procedure: ProcedureCase,
  target: MatrixTarget,
): Promise<Readonly<Record<string, unknown>>> {
  const caught: unknown[] = [];
  await procedure.call(catcher(caught), target);
  const [input] = caught;
  if (caught.length === 1 && input === undefined) return {};
  if (caught.length !== 1 || typeof input !== "object" || input === null) {
    throw new Error("a case calls its procedure once, with an object");
  }
  return { ...input };
}

/** Stands where a caller is expected: whatever is called on it at whatever depth notes its input. */
function catcher(caught: unknown[]): Caller {
  const node: object = new Proxy(() => undefined, {
    get: () => node,
    apply: (_target, _self, [input]: unknown[]) => {
      caught.push(input);
      return Promise.resolve();
    },
  });
  return node as Caller;
}
